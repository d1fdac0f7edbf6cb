using BunnyDb.CdcReader.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Replication.Backlogs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Backlogs;

/// <summary>Sees whether a lane that begins has a backlog worth reading by pieces, and makes ready for it.</summary>
internal sealed class BacklogOpening(LanePeers peers, IOptions<ReaderOptions> options, ILogger<BacklogOpening> logger)
{
    /// <summary>Null: it shall stream at once, because it is not far behind, or because the source refuses.</summary>
    internal async Task<BacklogReading?> OpenAsync(CatalogLane lane, Lsn position, InFlight flight, CancellationToken ct)
    {
        var plan = new PiecePlan(options.Value.BacklogBytes);
        var behind = await BehindAsync(lane, position, ct);
        if (behind is not { } reach || !plan.IsWorthIt(reach))
        {
            return null;
        }

        SlotCopy? copy = null;
        var other = OpenCopyAsync(lane, ct);
        try
        {
            copy = await OpenCopyAsync(lane, ct);
            await copy.FollowAsync(lane.SlotName, ct);
            await copy.SkipAsync(position, ct);
            Log.ReadsBacklog(logger, lane.Id, reach.Ahead);
            return new BacklogReading(copy, await other, lane.SlotName, lane.PublicationName, plan, flight);
        }
        catch (Exception e)
        {
            await (copy?.DisposeAsync() ?? ValueTask.CompletedTask);
            await ((Task)other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (other.IsCompletedSuccessfully)
            {
                await (await other).DisposeAsync();
            }

            if (e is not PostgresException refusal || !BacklogException.IsOf(refusal))
            {
                throw;
            }

            Log.StreamsBacklog(logger, lane.Id, FaultPolicy.Classify(refusal).Message);
            return null;
        }
    }

    private async Task<SlotCopy> OpenCopyAsync(CatalogLane lane, CancellationToken ct) => new(await peers.OpenDecodingAsync(lane, ct));

    /// <summary>As a copy of the lane's slot will be once it has skipped what the destination has.</summary>
    private async Task<SlotReach?> BehindAsync(CatalogLane lane, Lsn position, CancellationToken ct)
    {
        await using var source = await peers.OpenSourceAsync(lane, ct);
        return await SlotReach.FindAsync(source, lane.SlotName, ct) is { } reach ? reach with { Confirmed = Lsn.Max(reach.Confirmed, position) } : null;
    }
}
