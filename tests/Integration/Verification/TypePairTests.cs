using BunnyDb.Integration.Fixture;

namespace BunnyDb.Integration.Verification;

/// <summary>Values of every kind are equal to their copies, also where the destination's column is of another type, and differ from their neighbours.</summary>
[Collection(RealServers.Name)]
public sealed class TypePairTests(PostgresFixture postgres)
{
    /// <summary>SQL literals; the last value differs from every other only as little as the type allows.</summary>
    [Theory]
    [InlineData("float8", "'NaN'", "'Infinity'", "'-0'", "'1.1'", "'5e-324'", "'0'")]
    [InlineData("float4", "'NaN'", "'-Infinity'", "'0.1'", "'-0'", "'0'")]
    [InlineData("numeric", "'NaN'", "'1.0'", "'1e100'", "'1.00'")]
    [InlineData("date", "'infinity'", "'0044-03-15 BC'", "'0044-03-15'")]
    [InlineData("timestamptz", "'-infinity'", "'0044-03-15 12:00:00+00 BC'", "'2020-01-01 00:00:00.000001+00'", "'2020-01-01 00:00:00+00'")]
    [InlineData("time", "'24:00'", "'00:00'")]
    [InlineData("interval", "'1 mon'", "'-1 day'", "'1 day'", "'24:00:00'")]
    [InlineData("bytea", @"'\x'", @"'\x00ff'", @"'\x00'")]
    [InlineData("jsonb", """'{"b": 1, "a": 1.0}'""", """'[]'""", """'{"a": 1}'""")]
    [InlineData("json", """'{"b": 1,  "a": 1}'""", """'{"b": 1, "a": 1}'""")]
    [InlineData("xml", "'<a>1</a>'", "'<a >1</a>'")]
    [InlineData("money", "'-1.50'", "'1.50'")]
    [InlineData("int4range", "'empty'", "'[1,5)'", "'(,5)'")]
    [InlineData("int4multirange", "'{}'", "'{[1,2),[5,7)}'", "'{[1,2)}'")]
    [InlineData("char(5)", "'ab'", "''", "'a'")]
    [InlineData("\"char\"", "'a'", "''", "'b'")]
    [InlineData("text", "''", "' '", "'('", "','", "'\\'", "'\"'", "e'\\n'", "'NULL'", "'null'")]
    [InlineData("name", "'a'", "'A'")]
    [InlineData("int[]", "'{}'", "'{1,NULL}'", "'[0:1]={1,2}'", "'{1,2}'")]
    [InlineData("text[]", """'{"",NULL}'""", """'{"a,b"}'""", """'{a,b}'""")]
    [InlineData("bool", "true", "false")]
    [InlineData("bit varying", "b''", "b'1'", "b'10'")]
    [InlineData("inet", "'10.0.0.1'", "'10.0.0.1/24'")]
    [InlineData("point", "'(1,2)'", "'(1,2.5)'")]
    [InlineData("tsvector", "'a:1 b:2'", "'a:1'")]
    [InlineData("regclass", "'pg_class'", "'pg_type'")]
    [InlineData("mood", "'low'", "'HIGH'")]
    [InlineData("pair", """'(1,)'""", """'(1,"")'""")]
    [InlineData("pair", "'(,)'", "null")]
    [InlineData("amount", "'1.50'", "'2'")]
    public async Task Values_are_equal_to_themselves_and_differ_from_each_other(string type, params string[] values)
    {
        await using var sides = await SetAsync();
        await sides.OnBothAsync($"create table t (id int primary key, v {type}); {Insert(values)}");
        (await sides.CompareAsync()).ShouldBeEmpty();

        await sides.OnDestinationAsync("update t set v = (select v from t order by id desc limit 1) where id = (select max(id) - 1 from t)");
        (await sides.CompareAsync()).Count.ShouldBe(1);
    }

    /// <summary>The destination holds what the output text of the source's value becomes there, as a copy and a replicated change bring it.</summary>
    [Theory]
    [InlineData("int", "bigint", "'-5'", "'7'")]
    [InlineData("int", "numeric(10,2)", "'-5'", "'7'")]
    [InlineData("smallint", "float8", "'1'", "'2'")]
    [InlineData("numeric", "numeric(10,2)", "'1'", "'2.5'", "'NaN'")]
    [InlineData("numeric(6,3)", "numeric", "'1'", "'2.5'")]
    [InlineData("float4", "float8", "'0.1'", "'-0'", "'NaN'")]
    [InlineData("varchar(10)", "text", "''", "'a b '")]
    [InlineData("text", "varchar(10)", "''", "'a b '")]
    [InlineData("text", "char(8)", "''", "'ab'")]
    [InlineData("char(8)", "text", "''", "'ab'")]
    [InlineData("char(3)", "char(8)", "''", "'ab'")]
    [InlineData("bool", "text", "true", "false")]
    [InlineData("inet", "text", "'10.0.0.1'", "'10.0.0.1/24'")]
    [InlineData("json", "jsonb", """'{"b": 1,  "a": 1.0}'""", """'[]'""")]
    [InlineData("jsonb", "text", """'{"b": 1,  "a": 1.0}'""", """'[]'""")]
    [InlineData("timestamp(0)", "timestamp", "'2020-01-01 00:00:01'", "'0044-03-15 BC'")]
    [InlineData("date", "timestamptz", "'2020-01-01'", "'infinity'")]
    [InlineData("timestamptz", "timestamp", "'2020-01-01 00:00:01.5+02'")]
    [InlineData("int[]", "bigint[]", "'{1,NULL}'", "'{}'")]
    [InlineData("bytea", "text", @"'\x00ff'")]
    [InlineData("mood", "text", "'low'", "'HIGH'")]
    [InlineData("mood", "mood_copy", "'low'", "'HIGH'")]
    [InlineData("amount", "numeric(12,4)", "'1.50'", "'2'")]
    [InlineData("numeric", "amount", "'1.5'", "'2'")]
    [InlineData("int", "count", "'1'", "'2'")]
    [InlineData("pair", "text", """'(1,"")'""", """'(,)'""", "null")]
    public async Task A_value_is_equal_to_what_the_destination_makes_of_it(string sourceType, string destinationType, params string[] values)
    {
        await using var sides = await SetAsync();
        await sides.OnSourceAsync($"create table t (id int primary key, v {sourceType}); {Insert(values)}");
        await sides.OnDestinationAsync($"create table t (id int primary key, v {destinationType})");
        await sides.CopyOverAsync();
        (await sides.CompareAsync()).ShouldBeEmpty();

        await sides.OnDestinationAsync("update t set v = null where id = 1");
        (await sides.CompareAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_value_that_is_kept_out_of_line_is_compared_whole()
    {
        await using var sides = await SetAsync();
        await sides.OnBothAsync("create table t (id int primary key, v text, w bytea); alter table t alter v set storage external");
        await sides.OnBothAsync("insert into t select n, repeat(md5(n::text), 3000), decode(repeat(md5(n::text), 3000), 'hex') from generate_series(1, 20) n");
        (await sides.CompareAsync()).ShouldBeEmpty();

        await sides.OnDestinationAsync("update t set v = left(v, -1) || 'x' where id = 3");
        (await sides.CompareAsync()).Count.ShouldBe(1);
    }

    private static string Insert(string[] values) => $"insert into t values {string.Join(", ", values.Select((value, index) => $"({index + 1}, {value})"))}";

    private async Task<TwoSides> SetAsync()
    {
        var sides = await TwoSides.SetAsync(postgres, "verify_types");
        await sides.OnBothAsync(
            """
            create type mood as enum ('low', 'HIGH'); create type mood_copy as enum ('HIGH', 'low'); create type pair as (a int, b text);
            create domain amount as numeric(12,2) check (value > 0); create domain small as int; create domain count as small
            """);
        return sides;
    }
}
