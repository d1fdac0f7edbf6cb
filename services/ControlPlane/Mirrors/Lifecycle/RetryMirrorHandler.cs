using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Events;
using BunnyDb.ControlPlane.Api;
using MassTransit;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Ends the back-off that a mirror's lanes are in: what they wait for is tried at once.</summary>
internal sealed class RetryMirrorHandler(MirrorStore mirrors, LaneStore lanes, IBus bus)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <exception cref="ProblemException">404, or 503 while the broker is away.</exception>
    internal async Task RetryAsync(string name, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            foreach (var lane in (await lanes.AllAsync(ct)).Where(lane => lane.MirrorId == mirror.Id))
            {
                await bus.Publish(new LaneNudged(lane.Id.Value, SkipBackoff: true), patience.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ProblemException(ProblemOf.Status(
                503, "broker_unavailable", "RabbitMQ cannot be reached.", "Check the broker, see GET /health/ready; the mirror goes on trying by itself."));
        }
    }
}
