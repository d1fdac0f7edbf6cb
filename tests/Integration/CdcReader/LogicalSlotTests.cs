using BunnyDb.CdcReader.Slots;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using Npgsql;

namespace BunnyDb.Integration.CdcReader;

[Collection(RealServers.Name)]
public sealed class LogicalSlotTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Slot = "logical_slot_tests";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly PeerConnections connections = new();
    private PeerAddress address = null!;
    private NpgsqlConnection source = null!;

    public async Task InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync("logical_slot_tests");
        address = new PeerAddress(database.Host!, database.Port, database.Username!, database.Password, database.Database!, PeerSslMode.Disable, null);
        source = await connections.OpenAsync(address, "reader", CancellationToken.None);
        await LogicalSlot.DropAsync(source, Slot, Patience, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await LogicalSlot.DropAsync(source, Slot, Patience, CancellationToken.None);
        await source.DisposeAsync();
        await connections.DisposeAsync();
    }

    [Fact]
    public async Task Its_snapshot_lives_as_long_as_its_connection()
    {
        string name;
        await using (var replication = await connections.OpenReplicationAsync(address, "reader", CancellationToken.None))
        {
            name = (await LogicalSlot.CreateAsync(replication, Slot, CancellationToken.None)).SnapshotName!;
            (await ExportedSnapshot.IsAliveAsync(source, name, CancellationToken.None)).ShouldBeTrue();
            (await ExportedSnapshot.IsAliveAsync(source, name, CancellationToken.None)).ShouldBeTrue();
        }

        await UntilAsync(async () => !await ExportedSnapshot.IsAliveAsync(source, name, CancellationToken.None));
    }

    [Fact]
    public async Task Who_keeps_it_waiting_is_named()
    {
        await using var other = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(source.ConnectionString)
        {
            Password = address.Password, ApplicationName = "a long report", Pooling = false,
        }.ConnectionString);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var write = new NpgsqlCommand("create table public.t (x int)", other, transaction))
        {
            await write.ExecuteNonQueryAsync();
        }

        await using var replication = await connections.OpenReplicationAsync(address, "reader", CancellationToken.None);
        var creating = LogicalSlot.CreateAsync(replication, Slot, CancellationToken.None);
        Fault? wait = null;
        await UntilAsync(async () => (wait = await OldTransactions.FindAsync(source, replication.ProcessID, Slot, CancellationToken.None)) is not null);
        wait!.Code.ShouldBe(FaultCode.WaitingForTransactions);
        wait.Kind.ShouldBe(FaultKind.Transient);
        wait.Message.ShouldContain($"pid {other.ProcessID} of {address.User} (a long report)");

        await transaction.RollbackAsync();
        (await creating).SnapshotName.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Whether_a_lane_may_go_on_from_it_is_found_out()
    {
        await using (var replication = await connections.OpenReplicationAsync(address, "reader", CancellationToken.None))
        {
            await LogicalSlot.CreateAsync(replication, Slot, CancellationToken.None);
        }

        var systemId = (await SystemIdentifier.FindAsync(source, CancellationToken.None)).ShouldNotBeNull();
        var far = new LaneProgress(default, systemId, 1, 1, new Lsn(ulong.MaxValue), 0, null);
        (await SlotInspection.ExamineAsync(source, Slot, far, systemId, CancellationToken.None)).ShouldBeNull();
        (await CodeAsync(far with { Position = new Lsn(1) }, systemId)).ShouldBe(FaultCode.SlotMoved);
        (await CodeAsync(far, "1")).ShouldBe(FaultCode.OtherCluster);
        (await CodeAsync(null, systemId)).ShouldBe(FaultCode.PositionMissing);
        await LogicalSlot.DropAsync(source, Slot, Patience, CancellationToken.None);
        await LogicalSlot.DropAsync(source, Slot, Patience, CancellationToken.None);
        (await CodeAsync(far, systemId)).ShouldBe(FaultCode.SlotMissing);
    }

    private async Task<string?> CodeAsync(LaneProgress? progress, string systemId) =>
        (await SlotInspection.ExamineAsync(source, Slot, progress, systemId, CancellationToken.None))?.Code;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var until = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(30);
        while (!await condition())
        {
            DateTimeOffset.UtcNow.ShouldBeLessThan(until, "the condition was not met in time");
            await Task.Delay(50);
        }
    }
}
