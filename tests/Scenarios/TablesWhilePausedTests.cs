using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>The list of tables changes while the mirror is paused; the load never stops.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class TablesWhilePausedTests(BrokerStack stack, ITestOutputHelper output)
{
    private static readonly TablePair Account = "public.account";
    private static readonly TablePair Journal = "public.journal";
    private static readonly TablePair Document = "public.document";

    [Fact(Timeout = 240_000)]
    public async Task A_table_that_is_added_removed_and_added_again_under_load_becomes_equal()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "tables_paused");
        await Bank.CreateAsync(scenario.Source);
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await scenario.StartMirrorAsync([Account]);
        await using var reader = BankReader.Start(scenario, balance);

        await ChangeTablesAsync(scenario, writers, Account, Journal, Document);
        await ChangeTablesAsync(scenario, writers, Account, Journal);
        var left = await RowsAsync(scenario, "document");
        await WaitForTransactionsAsync(writers, 200);
        (await RowsAsync(scenario, "document")).ShouldBe(left, "a removed table keeps its rows and follows no more");

        await ChangeTablesAsync(scenario, writers, Account, Journal, Document);
        await WaitForTransactionsAsync(writers, 200);
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await reader.StopAsync();
        await scenario.EndAsync();
    }

    [Fact(Timeout = 150_000)]
    public async Task An_excluded_column_never_reaches_the_destination_and_a_destination_may_have_another_name()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "tables_columns");
        await scenario.Source.ExecuteAsync(
            """
            create table person (id int primary key, name text, number_of_card text);
            create table item (id int primary key, name text, internal_cost numeric);
            insert into person select n, 'name ' || n, 'card ' || n from generate_series(1, 100) n;
            insert into item select n, 'item ' || n, n from generate_series(1, 100) n
            """);
        var person = new TablePair("public.person", "public.person", "number_of_card");
        var item = new TablePair("public.item", "store.goods", "internal_cost");
        await scenario.StartMirrorAsync([person]);
        await ColumnShouldBeAbsentAsync(scenario, "public.person", "number_of_card");

        await scenario.Mirror.PauseAsync();
        await scenario.Mirror.PutTablesAsync(person, item);
        await ChangeBothAsync(scenario);
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
        await ChangeBothAsync(scenario);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), person, item);
        await ColumnShouldBeAbsentAsync(scenario, "store.goods", "internal_cost");

        var moved = item with { Destination = "store.\"Goods, moved\"" };
        await scenario.Mirror.PauseAsync();
        await scenario.Mirror.PutTablesAsync(person, moved);
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
        await ChangeBothAsync(scenario);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), person, moved);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Tables_may_change_only_while_paused_and_an_invalid_list_changes_nothing()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "tables_refused");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync([Account]);
        (await scenario.Mirror.TryPutTablesAsync(Account, Journal)).ShouldRefuse([System.Net.HttpStatusCode.Conflict], "paused");

        await scenario.Mirror.PauseAsync();
        (await scenario.Mirror.TryPutTablesAsync(Account, "public.no_such_table")).ShouldRefuse(Refusal.Statuses, "no_such_table");
        var tables = (await scenario.Mirror.GetAsync()).GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("source_table").GetString());
        tables.ShouldBe(["public.account"]);
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
        await scenario.EndAsync();
    }

    private static async Task ChangeTablesAsync(Scenario scenario, Writers writers, params TablePair[] tables)
    {
        await scenario.Mirror.PauseAsync();
        await WaitForTransactionsAsync(writers, 100);
        await scenario.Mirror.PutTablesAsync(tables);
        await WaitForTransactionsAsync(writers, 100);
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
    }

    private static Task WaitForTransactionsAsync(Writers writers, int count)
    {
        var soFar = writers.Transactions;
        return WaitFor.TrueAsync("writers go on", TimeSpan.FromSeconds(30), () => Task.FromResult(writers.Transactions >= soFar + count));
    }

    private static Task<long> RowsAsync(Scenario scenario, string table) => scenario.Destination.ScalarAsync<long>($"select sum(hashtext({table}::text)) from {table}");

    private static Task ChangeBothAsync(Scenario scenario) => scenario.Source.ExecuteAsync(
        """
        insert into person select max(id) + 1, 'later', 'card of somebody' from person;
        update person set number_of_card = 'another card' where id = 1;
        update person set name = name || '!' where id = 2;
        insert into item select max(id) + 1, 'later', 3.5 from item;
        update item set internal_cost = internal_cost + 1;
        delete from item where id = (select min(id) from item)
        """);

    private static async Task ColumnShouldBeAbsentAsync(Scenario scenario, string table, string column) =>
        (await TableContent.ColumnsAsync(scenario.Destination, table, [])).ShouldNotContain(column);
}
