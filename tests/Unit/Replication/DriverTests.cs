using System.Reflection;
using Npgsql;
using Npgsql.Replication;

namespace BunnyDb.Unit.Replication;

public sealed class DriverTests
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [Theory]
    [InlineData("Npgsql.Replication.ReplicationConnection", "get_Connector", "Npgsql.Internal.NpgsqlConnector")]
    [InlineData("Npgsql.Internal.NpgsqlConnector", "_stream", "System.IO.Stream")]
    [InlineData("Npgsql.Internal.NpgsqlConnector", "_socket", "System.Net.Sockets.Socket")]
    [InlineData("Npgsql.Internal.NpgsqlConnector", "get_ReadBuffer", "Npgsql.Internal.NpgsqlReadBuffer")]
    [InlineData("Npgsql.Internal.NpgsqlReadBuffer", "get_ReadBytesLeft", "System.Int32")]
    public void It_still_has_what_the_stream_is_reached_through(string type, string member, string expected)
    {
        var driver = typeof(LogicalReplicationConnection).Assembly;
        var found = driver.GetType(type)?.GetMember(member, Instance).SingleOrDefault();
        var foundType = (found as FieldInfo)?.FieldType ?? (found as MethodInfo)?.ReturnType;
        foundType?.FullName.ShouldBe(
            expected,
            $"Npgsql {typeof(NpgsqlConnection).Assembly.GetName().Version} has changed {type}.{member}. Before taking this update: find where the driver keeps the "
            + "transport of an open connection now, change the accessors in ReplicationTransport and this list, and run tests/Integration --filter WalReceiver "
            + "(plain, TLS, server restart). docs/adr/0008 says why it is done so.");
        found.ShouldNotBeNull($"{type}.{member} is gone from Npgsql; see above.");
    }
}
