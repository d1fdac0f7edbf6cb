using BunnyDb.CdcReader.Backlogs;
using BunnyDb.CdcReader.Lanes;
using BunnyDb.CdcReader.Slots;
using BunnyDb.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BunnyDb.CdcReader;

/// <summary>The reader: makes, reads, stops and removes the source's side of every lane.</summary>
public static class CdcReaderServices
{
    public static IServiceCollection AddCdcReader(this IServiceCollection services)
    {
        services.AddOptions<ReaderOptions>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                options.CatchupPatienceSeconds = configuration.GetValue("BUNNY_CATCHUP_PATIENCE_SECONDS", options.CatchupPatienceSeconds);
                options.BacklogBytes = configuration.GetValue("BUNNY_BACKLOG_BYTES", options.BacklogBytes);
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services
            .AddSingleton<LanePeers>()
            .AddSingleton<SnapshotHolder>()
            .AddSingleton<CopyFence>()
            .AddSingleton<LaneOpening>()
            .AddSingleton<LaneStopping>()
            .AddSingleton<ResyncLeftovers>()
            .AddSingleton<LaneClosing>()
            .AddSingleton<UnpublishedTables>()
            .AddSingleton<BacklogOpening>()
            .AddSingleton<EpochBeginning>()
            .AddSingleton<EpochStreaming>()
            .AddSingleton<LaneStreaming>()
            .AddHostedService<SlotWatch>()
            .AddLaneRole<ReaderRole>();
    }
}
