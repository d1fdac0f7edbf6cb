namespace BunnyDb.Hosting.Lanes;

/// <summary>Tells what stands in the catalog: a lane's report, or an order to it. Best effort and bounded in time: reports are repeated, and orders are looked for.</summary>
public interface ILaneNotifier
{
    /// <param name="message">A report as <see cref="BunnyDb.Catalog.Lanes.Lane.Report"/> makes it, or a <see cref="BunnyDb.Contracts.Events.LaneNudged"/>.</param>
    Task NotifyAsync(object message, CancellationToken ct);
}
