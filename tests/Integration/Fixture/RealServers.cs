[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace BunnyDb.Integration.Fixture;

/// <summary>
/// <c>[Collection(RealServers.Name)]</c> on a test class lets its constructor ask for <see cref="PostgresFixture"/> and
/// <see cref="RabbitMqFixture"/>. Each starts once for the run, and only if a test asks it for a connection.
/// </summary>
[CollectionDefinition(Name)]
public sealed class RealServers : ICollectionFixture<PostgresFixture>, ICollectionFixture<RabbitMqFixture>
{
    public const string Name = "Real servers";
}
