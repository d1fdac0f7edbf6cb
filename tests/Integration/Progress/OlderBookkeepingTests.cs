using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Integration.Progress;

/// <summary>A mirror that was paused or deleted under an earlier version finds its bookkeeping.</summary>
[Collection(RealServers.Name)]
public sealed class OlderBookkeepingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_lane_that_an_earlier_version_has_left_is_found_where_it_is()
    {
        var lane = LaneId.New();
        await using var destination = await LeftByAnEarlierVersionAsync("older_found", lane);
        var found = (await LaneProgress.FindAsync(destination, lane, default)).ShouldNotBeNull();
        (found.Position, found.Generation, found.ApplierRun).ShouldBe((new Lsn(4711), 3, 0));
    }

    [Fact]
    public async Task Older_bookkeeping_is_renewed_and_none_is_made_where_there_is_none()
    {
        var lane = LaneId.New();
        await using var destination = await LeftByAnEarlierVersionAsync("older_renewed", lane);
        (await LaneProgress.RenewBookkeepingAsync(destination, default)).ShouldBeTrue();
        (await ScalarAsync(destination, $"select applier_run || ' ' || (select count(*) from bunnydb.kept_check) from bunnydb.lane where lane_id = '{lane}'")).ShouldBe("0 0");
        await ScalarAsync(destination, "drop schema bunnydb cascade");
        (await LaneProgress.RenewBookkeepingAsync(destination, default)).ShouldBeFalse();
        (await ScalarAsync(destination, "select count(*)::text from pg_namespace where nspname = 'bunnydb'")).ShouldBe("0");
    }

    private async Task<NpgsqlConnection> LeftByAnEarlierVersionAsync(string database, LaneId lane)
    {
        var destination = new NpgsqlConnection((await postgres.CreateDatabaseAsync(database)).ConnectionString);
        await destination.OpenAsync();
        await LaneProgress.EnsureBookkeepingAsync(destination, default);
        await LaneProgress.RegisterAsync(destination, lane, new MirrorName("older"), "7", 3, new Lsn(4711), default);
        await ScalarAsync(destination, "alter table bunnydb.lane drop column applier_run; drop table bunnydb.kept_check");
        return destination;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection on, string sql)
    {
        await using var command = new NpgsqlCommand(sql, on);
        return await command.ExecuteScalarAsync();
    }
}
