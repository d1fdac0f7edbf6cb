using BunnyDb.Contracts.Faults;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Verification;
using Npgsql;

namespace BunnyDb.Integration.Verification;

/// <summary>What is different between two tables is found and its chunk named; what only looks different is not.</summary>
[Collection(RealServers.Name)]
public sealed class TableComparisonTests(PostgresFixture postgres)
{
    private const string Keyed = "create table t (id int primary key, a int, v text)";
    private const string Keyless = "create table t (id int, a int, v text)";
    private const string Rows = "insert into t select n, n % 7, 'v' || n from generate_series(1, 5000) n";

    /// <summary>The chunk of the row whose id is <c>i</c> in a table with the key <c>id</c>.</summary>
    private const string ChunkOfId = """(hashtextextended(row(i)::text collate "C", 0) & 63)::int + 1""";

    [Fact]
    public async Task Rows_are_equal_whatever_their_physical_order_and_what_was_dropped_between_them()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_order");
        await sides.OnSourceAsync($"create table t (gone int, id int primary key, a int, v text); alter table t drop column gone; {Rows}");
        await sides.OnDestinationAsync("create table t (v text, id int primary key, a int); insert into t select 'v' || n, n, n % 7 from generate_series(5000, 1, -1) n; update t set a = a where id % 3 = 0");

        (await sides.CompareAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_empty_tables_are_equal()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_empty");
        await sides.OnBothAsync(Keyed);

        (await sides.CompareAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_altered_row_is_found_in_its_chunk()
    {
        await using var sides = await FilledAsync("verify_altered", Keyed, "update t set v = 'other' where id = 777");

        var difference = (await sides.CompareAsync()).ShouldHaveSingleItem();

        difference.Chunk.ShouldBe(await ChunkAsync(777));
        difference.SourceRows.ShouldBe(difference.DestinationRows);
        difference.Message.ShouldBe($"chunk {difference.Chunk} of 64: {difference.SourceRows} rows on both sides, with other content");
    }

    [Fact]
    public async Task One_missing_row_is_found_in_its_chunk()
    {
        await using var sides = await FilledAsync("verify_missing", Keyed, "delete from t where id = 778");

        var difference = (await sides.CompareAsync()).ShouldHaveSingleItem();

        difference.Chunk.ShouldBe(await ChunkAsync(778));
        difference.DestinationRows.ShouldBe(difference.SourceRows - 1);
        difference.Message.ShouldBe($"chunk {difference.Chunk} of 64: {difference.SourceRows} rows on the source, {difference.DestinationRows} on the destination");
    }

    [Fact]
    public async Task A_doubled_row_of_a_table_without_a_key_is_found()
    {
        await using var sides = await FilledAsync("verify_doubled", Keyless, "insert into t select * from t where id = 5");

        var difference = (await sides.CompareAsync()).ShouldHaveSingleItem();

        difference.DestinationRows.ShouldBe(difference.SourceRows + 1);
    }

    [Fact]
    public async Task One_row_doubled_and_another_lost_are_found_though_the_count_is_the_same()
    {
        await using var sides = await FilledAsync(
            "verify_doubled_and_lost", Keyless, "insert into t select * from t where id = 5; delete from t where id = 6");

        (await sides.CompareAsync()).Sum(difference => difference.DestinationRows - difference.SourceRows).ShouldBe(0);
        (await sides.CompareAsync()).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("same", "=")]
    [InlineData("different", "<>")]
    public async Task Values_swapped_between_two_rows_are_found_whether_the_rows_share_a_chunk_or_not(string name, string comparison)
    {
        await using var sides = await FilledAsync(
            $"verify_swapped_{name}", Keyed,
            $"""
            with chunked as (select i, {ChunkOfId} as chunk from generate_series(1, 5000) i),
            pair as (select f.i as one, s.i as two from chunked f join chunked s on s.chunk {comparison} f.chunk and s.i <> f.i where f.i = 1 order by s.i limit 1)
            update t set v = 'v' || case id when one then two else one end from pair where id in (one, two)
            """);

        var differences = await sides.CompareAsync();

        differences.Count.ShouldBe(comparison == "=" ? 1 : 2);
        differences.Select(difference => difference.Chunk).ShouldContain(await ChunkAsync(1));
        differences.ShouldAllBe(difference => difference.SourceRows == difference.DestinationRows);
    }

    [Fact]
    public async Task Null_is_not_the_empty_string_and_a_value_does_not_wander_to_the_next_column()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_nulls");
        await sides.OnBothAsync("create table t (id int primary key, a text, b text)");
        await sides.OnSourceAsync("""insert into t values (1, null, ''), (2, 'a,b', 'c'), (3, '"', null), (4, null, null)""");
        await sides.OnDestinationAsync("""insert into t values (1, '', null), (2, 'a', 'b,c'), (3, null, '"'), (4, null, null)""");

        (await sides.CompareAsync()).Select(difference => difference.Chunk).ShouldBe([await ChunkAsync(1), await ChunkAsync(2), await ChunkAsync(3)], ignoreOrder: true);
    }

    [Fact]
    public async Task Equal_for_a_collation_is_not_equal()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_collation");
        await sides.OnBothAsync(
            "create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false); create table t (k text collate folded primary key, v text collate folded)");
        await sides.OnSourceAsync("insert into t values ('k', 'value'), ('l', 'same')");
        await sides.OnDestinationAsync("insert into t values ('k', 'VALUE'), ('l', 'same')");

        (await sides.CompareAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Excluded_columns_and_what_is_computed_from_them_are_left_out_and_generated_ones_of_both_sides_are_not()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_columns");
        await sides.OnSourceAsync(
            """
            create table t (id int primary key, secret text, hint int generated always as (length(secret)) stored, g int generated always as (id * 2) stored, own int);
            insert into t (id, secret, own) values (1, 's', 1)
            """);
        await sides.OnDestinationAsync("create table t (id int primary key, secret text, hint int, g int generated always as (id * 2) stored, extra int); insert into t (id, extra) values (1, 9)");

        (await sides.CompareAsync("secret")).ShouldBeEmpty();
        (await sides.CompareAsync()).ShouldNotBeEmpty();

        await sides.OnDestinationAsync("alter table t drop column g, add column g int generated always as (id * 3) stored");
        (await sides.CompareAsync("secret")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_partitioned_source_is_counted_with_its_leaves_and_an_inheritance_parent_alone()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_partitioned");
        await sides.OnSourceAsync(
            $"""
            create table t (id int primary key, a int, v text) partition by range (id);
            create table t1 partition of t for values from (minvalue) to (2000);
            create table t2 (v text, gone int, id int not null, a int); alter table t2 drop column gone;
            alter table t attach partition t2 for values from (2000) to (maxvalue);
            {Rows}
            """);
        await sides.OnDestinationAsync($"{Keyed}; {Rows}");
        (await sides.CompareAsync()).ShouldBeEmpty();

        await sides.OnSourceAsync($"drop table t; {Keyed}; {Rows}; create table child () inherits (t); insert into child values (1, 1, 'of the child')");
        (await sides.CompareAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_are_quoted_and_a_table_may_have_no_columns()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_names");
        await sides.OnBothAsync("""create table t ("t" int, "a ""b"" , c" text, "select" int, primary key ("a ""b"" , c", t)); insert into t values (1, 'x', 2)""");
        (await sides.CompareAsync()).ShouldBeEmpty();

        await sides.OnBothAsync("drop table t; create table t (); insert into t default values");
        (await sides.CompareAsync()).ShouldBeEmpty();
        await sides.OnSourceAsync("insert into t default values");
        (await sides.CompareAsync()).ShouldBe([new ChunkDifference((await sides.CompareAsync())[0].Chunk, 2, 1)]);
    }

    [Fact]
    public async Task Databases_of_different_encodings_are_compared_by_what_the_text_says()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_encoding", "latin1");
        await sides.OnBothAsync("create table t (k text primary key, v text); insert into t values ('é', 'ü'), ('plain', 'ß')");
        (await sides.CompareAsync()).ShouldBeEmpty();

        await sides.OnDestinationAsync("update t set v = 'u' where k = 'é'");
        (await sides.CompareAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Parallel_workers_may_share_a_scan()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_parallel");
        await sides.OnBothAsync($"{Keyed}; {Rows}; analyze t");

        (await sides.PlanAsync()).ShouldContain("Parallel Seq Scan");
    }

    [Fact]
    public async Task A_missing_table_is_a_fault_that_names_the_side()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_no_table");
        await sides.OnSourceAsync(Keyed);

        var fault = (await Should.ThrowAsync<FaultException>(() => sides.CompareAsync())).Fault;

        fault.Code.ShouldBe(FaultCode.SchemaMismatch);
        fault.Message.ShouldBe("The destination has no table public.t.");
    }

    [Fact]
    public async Task The_side_that_fails_is_heard_of_and_not_the_one_that_is_called_off()
    {
        await using var sides = await TwoSides.SetAsync(postgres, "verify_fails");
        await sides.OnSourceAsync($"{Keyless}; {Rows}; update t set v = 'no number'");
        await sides.OnDestinationAsync("create table t (id int, a int, v int)");

        (await Should.ThrowAsync<PostgresException>(() => sides.CompareAsync())).SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
    }

    private async Task<TwoSides> FilledAsync(string test, string table, string change)
    {
        var sides = await TwoSides.SetAsync(postgres, test);
        await sides.OnBothAsync($"{table}; {Rows}");
        await sides.OnDestinationAsync(change);
        return sides;
    }

    private async Task<int> ChunkAsync(int id)
    {
        await using var connection = new NpgsqlConnection((await postgres.ServerAsync()).ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select {ChunkOfId} from (values ({id})) ids (i)", connection);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
