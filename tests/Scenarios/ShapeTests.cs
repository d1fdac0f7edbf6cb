using BunnyDb.Scenarios.Folders;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios;

/// <summary>Every folder of <c>Shapes</c>, while the mirror follows each change.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class ShapesAsTheyComeTests(ShapesAsTheyCome run) : IClassFixture<ShapesAsTheyCome>
{
    [Theory]
    [MemberData(nameof(ShapeRun.Folders), MemberType = typeof(ShapeRun))]
    public Task Arrives_change_by_change(string folder) => run.ShouldBeEqualAsync(folder);

    [Fact]
    public void The_mirror_never_stops() => run.ShouldNeverHaveStopped();
}

/// <summary>Every folder of <c>Shapes</c>, after a pause in which all of it happened.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class ShapesAllAtOnceTests(ShapesAllAtOnce run) : IClassFixture<ShapesAllAtOnce>
{
    [Theory]
    [MemberData(nameof(ShapeRun.Folders), MemberType = typeof(ShapeRun))]
    public Task Arrives_in_one_burst(string folder) => run.ShouldBeEqualAsync(folder);

    [Fact]
    public void The_mirror_never_stops() => run.ShouldNeverHaveStopped();
}
