using BunnyDb.Applier.Batches;
using BunnyDb.Applier.Orders;
using BunnyDb.Applier.SchemaSyncs;
using BunnyDb.Applier.Verification;
using BunnyDb.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BunnyDb.Applier;

/// <summary>The applier: brings a lane's tables and changes to the destination.</summary>
public static class ApplierServices
{
    public static IServiceCollection AddApplier(this IServiceCollection services) => services
        .AddSingleton(PlanLimits.Default)
        .AddSingleton<TargetOrders>()
        .AddSingleton<LaneApplying>()
        .AddSingleton<LaneVerifying>()
        .AddSingleton<ResyncOrders>()
        .AddSingleton<SchemaSyncing>()
        .AddLaneRole<ApplierRole>()
        .AddLaneRole<SchemaSyncRole>();
}
