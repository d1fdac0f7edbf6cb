using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.SchemaSyncs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Faults;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>Carries out the schema syncs of a mirror, one after another, whatever its main lane does meanwhile.</summary>
internal sealed class SchemaSyncRole(SchemaSyncStore syncs, SchemaSyncing syncing) : ILaneRole
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public LaneDuty Duty => LaneDuty.SchemaSync;

    /// <summary>Runs until the supervisor sees that nothing is asked any more, so that a sync that is asked for before it looks is not missed.</summary>
    public async Task CarryOutAsync(ILaneRun run, CancellationToken ct)
    {
        while (true)
        {
            if (await syncs.NextAsync(run.Lane.MirrorId, ct) is { } sync)
            {
                await CarryOutAsync(run, sync, ct);
                await run.WorksAsync(ct);
            }

            await Task.Delay(Poll, ct);
        }
    }

    /// <summary>What cannot be done is the sync's fault and not the lane's: the lane goes on.</summary>
    private async Task CarryOutAsync(ILaneRun run, SchemaSync sync, CancellationToken ct)
    {
        try
        {
            await syncing.RunAsync(run.Lane, sync, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && FaultPolicy.Classify(e) is { Kind: not FaultKind.Transient } fault)
        {
            await syncs.FinishAsync(sync, null, fault, [], ct);
        }
    }
}
