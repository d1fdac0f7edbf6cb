using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting;

namespace BunnyDb.ControlPlane.Presence;

/// <summary>
/// Shows in a mirror's <c>error</c> that a service which it waits for is gone: the others cannot know, and a mirror that stands still would look as
/// if nothing were written on its source. Only one control plane looks.
/// </summary>
internal sealed class ServiceWatch(
    LaneStore lanes, ClaimSession claims, ClaimQueries living, MirrorLog log, TimeProvider time, ILogger<ServiceWatch> logger)
    : SoleWatch("service watch", Every, claims, time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly MissingServices missing = new(time);
    private readonly Dictionary<LaneId, Fault> shownLast = [];
    private readonly Dictionary<Guid, string> told = [];

    protected override async Task LookAsync(CancellationToken ct)
    {
        var all = await lanes.AllAsync(ct);
        var untaken = await UntakenAsync(all, ct);
        var faults = missing.Judge(untaken);
        var waiting = untaken.Select(one => one.Lane).ToHashSet();
        foreach (var over in shownLast.Keys.Where(lane => !faults.ContainsKey(lane)).ToList())
        {
            shownLast.Remove(over);
        }

        foreach (var lane in all)
        {
            if (faults.TryGetValue(lane.Id, out var fault))
            {
                await ShowAsync(lane, fault, ct);
            }
            else if (!waiting.Contains(lane.Id) && lane.Fault is { Code: FaultCode.ServiceMissing } shown)
            {
                await lanes.ClearTransientAsync(lane, shown, ct);
            }
        }

        await TellReturnsAsync(all.Where(lane => waiting.Contains(lane.Id)).Select(lane => lane.MirrorId).ToHashSet(), all.Select(lane => lane.MirrorId).ToHashSet(), ct);
    }

    protected override void NotSeen(Exception? why)
    {
        missing.Forget();
        if (why is not null)
        {
            Log.ServicesUnknown(logger, why.Message);
        }
    }

    private async Task<IReadOnlyCollection<(LaneId Lane, LaneDuty Duty)>> UntakenAsync(IReadOnlyList<Lane> all, CancellationToken ct)
    {
        // A lane that has stopped asks nothing of its reader until it is resumed.
        var asked = (
            from lane in all
            from duty in LaneDuty.All
            where duty.Concerns(lane) && !(duty == LaneDuty.Reader && lane is { Order: LaneOrder.Stop, IsAnswered: true })
            select (Lane: lane.Id, Duty: duty)).ToList();
        if (asked.Count == 0)
        {
            return asked;
        }

        var unclaimed = await living.UnclaimedAsync([.. asked.Where(one => one.Duty.IsExclusive).Select(one => one.Duty.ClaimOf(one.Lane))], ct);
        var hasWorker = await living.HasWorkerAsync(ct);
        return [.. asked.Where(one => one.Duty.IsExclusive ? unclaimed.Contains(one.Duty.ClaimOf(one.Lane)) : !hasWorker)];
    }

    /// <summary>What is shown gives way once: it may be what the missing service showed last. What another service shows after that stays.</summary>
    private async Task ShowAsync(Lane lane, Fault fault, CancellationToken ct)
    {
        var isNew = shownLast.GetValueOrDefault(lane.Id) != fault;
        if ((isNew || lane.Fault is null) && await lanes.ShowTransientAsync(lane, fault, ct) && isNew)
        {
            shownLast[lane.Id] = fault;

            // A mirror may have two lanes, which miss the same service.
            if (told.GetValueOrDefault(lane.MirrorId) != fault.Message)
            {
                told[lane.MirrorId] = fault.Message;
                await log.WarningAsync(lane.MirrorId, fault.Message, new { fault.Code, fault.Remedy }, ct);
            }
        }
    }

    private async Task TellReturnsAsync(IReadOnlySet<Guid> waiting, IReadOnlySet<Guid> all, CancellationToken ct)
    {
        foreach (var mirror in told.Keys.Where(mirror => !waiting.Contains(mirror)).ToList())
        {
            told.Remove(mirror);
            if (all.Contains(mirror))
            {
                await log.InfoAsync(mirror, "The service that was missing has taken the mirror up.", new { after = FaultCode.ServiceMissing }, ct);
            }
        }
    }
}
