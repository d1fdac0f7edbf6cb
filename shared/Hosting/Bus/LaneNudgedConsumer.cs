using BunnyDb.Contracts.Events;
using BunnyDb.Hosting.Lanes;
using MassTransit;

namespace BunnyDb.Hosting.Bus;

/// <summary>Wakes this process's supervisors.</summary>
internal sealed class LaneNudgedConsumer(LaneNudges nudges) : IConsumer<LaneNudged>
{
    public Task Consume(ConsumeContext<LaneNudged> context)
    {
        nudges.Nudge(context.Message.SkipBackoff);
        return Task.CompletedTask;
    }
}
