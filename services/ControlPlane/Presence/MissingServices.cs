using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ControlPlane.Presence;

/// <summary>Which duties nobody has taken up for how long: a change of instances is no fault, a service that stays away is.</summary>
internal sealed class MissingServices(TimeProvider time)
{
    /// <summary>Longer than a service takes to start again, or to claim what it had after the catalog was away.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(LaneId Lane, LaneDuty Duty), DateTimeOffset> since = [];

    /// <summary>What is not known is not missing: the catalog was away, or another control plane looks.</summary>
    internal void Forget() => since.Clear();

    /// <param name="untaken">All that is asked now and that nobody does.</param>
    /// <returns>Per lane, what it has waited for longest, if beyond <see cref="Patience"/>.</returns>
    internal IReadOnlyDictionary<LaneId, Fault> Judge(IReadOnlyCollection<(LaneId Lane, LaneDuty Duty)> untaken)
    {
        foreach (var taken in since.Keys.Except(untaken).ToList())
        {
            since.Remove(taken);
        }

        var now = time.GetUtcNow();
        foreach (var missing in untaken)
        {
            since.TryAdd(missing, now);
        }

        return since.Where(missing => now - missing.Value >= Patience).OrderBy(missing => missing.Value).GroupBy(missing => missing.Key.Lane)
            .ToDictionary(lane => lane.Key, lane => FaultOf(lane.First().Key.Duty, lane.First().Value));
    }

    private static Fault FaultOf(LaneDuty duty, DateTimeOffset since) => new(
        FaultKind.Transient, FaultCode.ServiceMissing, $"Nobody does the {duty.Name}'s part: no {duty.Service} runs, or none reaches the catalog.",
        $"Start the service {duty.Service}, or look at its log. It goes on where the last one ended, by itself; nothing is lost meanwhile, and the source keeps its log.")
    {
        Since = since,
    };
}
