namespace BunnyDb.Hosting.Lanes;

/// <summary>Tells the state machine that a report stands in the catalog. Best effort: the control plane repeats what it has not seen.</summary>
public interface ILaneNotifier
{
    /// <param name="report">As <see cref="BunnyDb.Catalog.Lanes.Lane.Report"/> makes it.</param>
    Task NotifyAsync(object report, CancellationToken ct);
}
