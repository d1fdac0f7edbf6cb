using System.Globalization;
using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting;
using BunnyDb.Postgres.Replication;
using Microsoft.Extensions.Logging;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// Looks at what the mirrors' slots hold back on their sources, whatever a mirror does: one that is paused, or whose destination is away, holds more and
/// more. Only one reader looks.
/// </summary>
internal sealed class SlotWatch(LaneStore lanes, LanePeers peers, ClaimSession claims, MirrorLog log, TimeProvider time, ILogger<SlotWatch> logger)
    : SoleWatch("slot watch", Every, claims, time)
{
    private const int Lookers = 4;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<LaneId, SlotHold> holds = [];

    protected override async Task LookAsync(CancellationToken ct) => await LookAsync(await lanes.AllAsync(ct), ct);

    protected override void NotSeen(Exception? why)
    {
        if (why is not null)
        {
            Log.SlotsUnknown(logger, why.Message);
        }
    }

    private async Task LookAsync(IReadOnlyList<CatalogLane> all, CancellationToken ct)
    {
        var watched = all.Where(HasSlot).ToList();
        foreach (var gone in holds.Keys.Except(watched.Select(lane => lane.Id)).ToList())
        {
            holds.Remove(gone);
        }

        foreach (var lane in watched)
        {
            holds.TryAdd(lane.Id, new SlotHold());
        }

        // A few at once: a source that hangs keeps hardly anybody else waiting, and one with many mirrors is not asked for a connection by each.
        await Parallel.ForEachAsync(watched, new ParallelOptions { MaxDegreeOfParallelism = Lookers, CancellationToken = ct }, async (lane, token) => await LookAsync(lane, token));
    }

    /// <summary>The mirror's own, from when it was made to when it is to go.</summary>
    private static bool HasSlot(CatalogLane lane) =>
        lane is { Kind: LaneKind.Main, Generation: > 0, Order: not (LaneOrder.Open or LaneOrder.Reopen or LaneOrder.Close) };

    private async Task LookAsync(CatalogLane lane, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LookPatience);
        try
        {
            await using var source = await peers.OpenSourceAsync(lane, patience.Token);
            if (await LogicalSlot.BytesAsync(source, lane.SlotName, patience.Token) is var (held, unread))
            {
                if (lane.Order == LaneOrder.Stop)
                {
                    // Of a lane that runs its own reader tells more.
                    await lanes.ShowLagAsync(lane, unread, patience.Token);
                }

                await ActAsync(lane, held, source, patience.Token);
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // A source that is away is shown by the lane itself.
            Log.SlotUnknown(logger, lane.Id, lane.SlotName, e.Message);
        }
    }

    private async Task ActAsync(CatalogLane lane, long held, NpgsqlConnection source, CancellationToken ct)
    {
        var limit = lane.Options.MaxSlotLagBytes;
        var details = new { lane.SlotName, HeldBytes = held, MaxSlotLagBytes = limit };
        switch (holds[lane.Id].Judge(held, limit))
        {
            case SlotVerdict.Warn:
                await log.WarningAsync(
                    lane.MirrorId,
                    $"The slot {lane.SlotName} makes the source keep {Megabytes(held)} of its log. Resume the mirror, or see what keeps it behind, before the source's disk is full.",
                    details, ct);
                break;
            case SlotVerdict.GiveUp:
                await LogicalSlot.DropAsync(source, lane.SlotName, TimeSpan.Zero, ct);
                Log.GaveSlotUp(logger, lane.Id, lane.Mirror, lane.SlotName, held, limit);
                await log.ErrorAsync(
                    lane.MirrorId,
                    $"The slot {lane.SlotName} made the source keep {Megabytes(held)} of its log, more than max_slot_lag_bytes allows, and was dropped. A resync of the whole mirror (POST resync) makes a new one.",
                    details, ct);
                break;
            case SlotVerdict.Keep:
                break;
            case var unknown:
                throw new InvalidOperationException($"{unknown} is no verdict.");
        }
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB");
}
