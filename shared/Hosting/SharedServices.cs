using BunnyDb.Catalog;
using BunnyDb.Catalog.Chunks;
using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.SchemaSyncs;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Catalog.Peers;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.ChangeStream;
using BunnyDb.ChangeStream.InProcess;
using BunnyDb.ChangeStream.RabbitMq;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Hosting.Telemetry;
using BunnyDb.Postgres.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace BunnyDb.Hosting;

/// <summary>What is shared by all roles.</summary>
public static class SharedServices
{
    internal static IServiceCollection AddBunnyShared(this IServiceCollection services, BunnySettings settings)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings.Catalog);
        services.AddSingleton<CatalogDatabase>();
        services.AddSingleton<CatalogMigrator>();
        services.AddSingleton<LaneStore>();
        services.AddSingleton<MappingStore>();
        services.AddSingleton<ResyncStore>();
        services.AddSingleton<SchemaSyncStore>();
        services.AddSingleton<PeerStore>();
        services.AddSingleton<ChunkStore>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<MirrorLog>();
        services.AddSingleton<ClaimSession>();
        services.AddSingleton(new SecretProtector(settings.SecretKey));
        services.AddSingleton<PeerConnections>();
        services.AddSingleton<IChangeStream>(settings.RabbitMq is { } url ? new RabbitMqChangeStream(url) : new InProcessChangeStream());
        services.AddSingleton<LaneNudges>();
        services.AddSingleton<PrometheusText>();
        return services;
    }

    /// <summary>Runs a role for every lane that concerns it.</summary>
    public static IServiceCollection AddLaneRole<TRole>(this IServiceCollection services) where TRole : class, ILaneRole
    {
        services.AddSingleton<TRole>();
        services.AddHostedService<LaneSupervisor<TRole>>();
        return services;
    }
}
