using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>Tables of the user that happen to be called as a resync would call its own are none of its business.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SwapNamesTests(BrokerStack stack)
{
    /// <summary>As long as PostgreSQL allows: anything put behind it is cut off again.</summary>
    private static readonly string Long = new('n', 63);

    private static readonly string[] Neighbours = ["account_resync", "account_old", Long[..56] + "_resync", Long[..59] + "_old"];

    [Fact(Timeout = 180_000)]
    public async Task Tables_that_are_called_like_ours_and_names_without_room_are_safe()
    {
        TablePair[] tables = ["public.account", $"public.{Long}"];
        await using var scenario = await SwapScene.BeginAsync(
            stack, "swap_names", $"""
            create table account (id int primary key, name text);
            create table {Long} (id serial primary key, name text unique);
            insert into account select n, 'name ' || n from generate_series(1, 1000) n;
            insert into {Long} (name) select 'name ' || n from generate_series(1, 1000) n
            """,
            tables);
        foreach (var neighbour in Neighbours)
        {
            await scenario.Destination.ExecuteAsync($"create table {neighbour} as select n from generate_series(1, 10) n");
        }

        var before = await NeighboursAsync(scenario.Destination);
        var indexes = await IndexesAsync(scenario.Destination);
        foreach (var table in (string?[])["public.account", $"public.{Long}", null])
        {
            var live = await scenario.OidAsync(tables[1].Destination);
            await (await Resync.StartAsync(scenario, table)).SucceededAsync();
            (await scenario.OidAsync(tables[1].Destination) != live).ShouldBe(table != "public.account");
            (await NeighboursAsync(scenario.Destination)).ShouldBe(before);
            (await IndexesAsync(scenario.Destination)).ShouldBe(indexes);
            await Leftovers.ShouldBeNoneAsync(scenario, Neighbours);
        }

        await scenario.Source.ExecuteAsync($"insert into {Long} (name) values ('after'); update account set name = 'after' where id = 1");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), tables);
        await scenario.EndAsync();
    }

    private static Task<IReadOnlyList<string>> NeighboursAsync(Npgsql.NpgsqlDataSource destination) => destination.ColumnAsync(
        """
        select concat_ws(' ', c.oid, c.relname, (xpath('/row/sum/text()', query_to_xml(format('select sum(n) from %I', c.relname), false, true, '')))[1])
        from pg_class c where c.relname = any ($1) order by c.relname
        """,
        [Neighbours]);

    private static Task<IReadOnlyList<string>> IndexesAsync(Npgsql.NpgsqlDataSource destination) =>
        destination.ColumnAsync("select indexdef from pg_indexes where schemaname = 'public' order by 1");
}
