namespace BunnyDb.Scenarios.Stacks;

/// <summary>Everything in one process, without a broker.</summary>
public sealed class StandaloneStack() : Stack("standalone", "--mode", "standalone");

/// <summary>Scenarios that need no broker at all.</summary>
[CollectionDefinition(Name)]
public sealed class StandaloneStackCollection : ICollectionFixture<StandaloneStack>
{
    public const string Name = "Standalone stack";
}
