using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;

namespace BunnyDb.Integration.Applier;

/// <summary>Remembers what a role reports.</summary>
internal sealed class FakeRun(Lane lane) : ILaneRun
{
    public Lane Lane => lane;

    internal List<LaneStage> Reported { get; } = [];

    public Task ReportAsync(LaneStage stage, CancellationToken ct)
    {
        Reported.Add(stage);
        return Task.CompletedTask;
    }

    public Task ShowWaitAsync(Fault wait, CancellationToken ct) => Task.CompletedTask;

    public ValueTask WorksAsync(CancellationToken ct) => default;
}
