namespace BunnyDb.Scenarios.Stacks;

/// <summary>The full set-up: every service its own process, three snapshot workers, RabbitMQ in between.</summary>
public sealed class BrokerStack() : Stack("broker", "--snapshot-workers", "3");

/// <summary>Scenarios of this collection share one stack and run one after another, each with databases of its own.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerStackCollection : ICollectionFixture<BrokerStack>
{
    public const string Name = "Broker stack";
}
