using System.Text;
using BunnyDb.Applier.Batches;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Binary;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.PgOutput;
using Npgsql;
using Xunit.Abstractions;

namespace BunnyDb.Integration.Applier;

/// <summary>A value that we make binary is, on a real server, the one that the server reads from its text.</summary>
[Collection(RealServers.Name)]
public sealed class BinaryRowsTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Random = 1000;

    [Theory]
    [InlineData("bool", "select n % 2 = 0")]
    [InlineData("bytea", "select decode(repeat(md5(n::text), n % 5), 'hex')")]
    [InlineData("int2", "select unnest('{-32768,-1,0,1,32767}'::int2[]) union all select (random() * 60000 - 30000)::int2")]
    [InlineData("int4", "select unnest('{-2147483648,-1,0,1,2147483647}'::int4[]) union all select ((random() - 0.5) * 4e9)::int4")]
    [InlineData("int8", "select unnest('{-9223372036854775808,-1,0,1,9223372036854775807}'::int8[]) union all select ((random() - 0.5) * 1.8e19)::int8")]
    [InlineData("float4", "select unnest('{1.17549435e-38,3.4028235e38,-0,1e-45,16777217}'::float4[]) union all select ((random() - 0.5) * power(10, random() * 70 - 35))::float4")]
    [InlineData("float8", "select unnest('{2.2250738585072014e-308,1.7976931348623157e308,-0,5e-324,9007199254740993,0.1}'::float8[]) union all select (random() - 0.5) * power(10, random() * 600 - 300)")]
    [InlineData(
        "numeric",
        """
        select unnest('{0,0.0,0.000,-0.00001,1,10000,9999,0.0001,0.00001,100000000,123456789012345678901234567890.0987654321,1.10,-1.2300,99999999.99999999}'::numeric[])
        union all select (('1e' || n % 120)::numeric + n) * (case n % 3 when 0 then -1 else 1 end)
        union all select round(((random() - 0.5) * power(10, random() * 40 - 20))::numeric, (random() * 30)::int)
        """)]
    [InlineData("numeric(12,3)", "select round((random() * 1e9)::numeric, (random() * 3)::int)")]
    [InlineData("text", "select repeat(chr(case when n % 300 in (0) then 1 else n % 300 end), n % 40) || E'\\\\\\t\\n\\r' || n")]
    [InlineData("varchar(40)", "select 'v' || n")]
    [InlineData("char(12)", "select 'c' || n")]
    [InlineData("json", "select json_build_object('n', n, 't', E'a\"\\\\\\n')")]
    [InlineData("jsonb", "select jsonb_build_object('n', n, 't', E'a\"\\\\\\n', 'd', n * 1.5)")]
    [InlineData("uuid", "select md5(n::text)::uuid")]
    [InlineData("date", "select '0001-01-01'::date + n * 1217 union all select unnest('{0001-01-01,1999-12-31,2000-01-01,2000-02-29,1900-02-28,9999-12-31}'::date[])")]
    [InlineData(
        "timestamp",
        "select '0001-01-01'::timestamp + n * interval '28 hours 1.000001 s' * 1000 union all select unnest('{1999-12-31 23:59:59.999999,2000-01-01,9999-12-31 23:59:59.5,1582-10-10 12:00}'::timestamp[])")]
    [InlineData("timestamp(2)", "select '2020-01-01'::timestamp + n * interval '0.01 s'")]
    [InlineData("timestamptz", "select '0001-06-01'::timestamptz + n * interval '28 hours 1.000001 s' * 1000 union all select unnest('{1883-11-18 12:00:00+00,2026-03-29 01:59:59.999999+02}'::timestamptz[])")]
    public async Task Each_is_the_value_that_PostgreSQL_reads_from_its_text(string type, string values)
    {
        var name = new string([.. type.Where(char.IsAsciiLetterOrDigit)]);
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync($"binary_{name}"));
        foreach (var zone in (string[])["UTC", "America/New_York", "Asia/Kathmandu"])
        {
            await using var connection = await source.OpenConnectionAsync();
            await RunAsync(connection, $"set timezone = '{zone}'; set extra_float_digits = 3; drop table if exists drawn, as_text, as_binary");
            await RunAsync(
                connection,
                $"create table drawn as select row_number() over () as id, v::{type} as v from generate_series(1, {Random}) n cross join lateral ({values}) as x (v); "
                + "create table as_text (like drawn); create table as_binary (like drawn)");
            var text = await TextAsync(connection);
            await RowImport.RunAsync(connection, "copy as_text from stdin", isBinary: false, text, default);
            await RowImport.RunAsync(connection, "copy as_binary from stdin", isBinary: true, await BinaryAsync(connection, text), default);
            await using var compare = new NpgsqlCommand(
                """
                select count(*), count(*) filter (where format('%s', t.v) <> format('%s', b.v) or format('%s', t.v) <> format('%s', d.v))
                from as_text t full join as_binary b using (id) full join drawn d using (id)
                """, connection);
            await using var reader = await compare.ExecuteReaderAsync();
            (await reader.ReadAsync()).ShouldBeTrue();
            output.WriteLine($"{type}, {zone}: {reader.GetInt64(0)} values");
            reader.GetInt64(0).ShouldBeGreaterThanOrEqualTo(Random);
            reader.GetInt64(1).ShouldBe(0);
        }
    }

    /// <summary>The drawn values as the applier plans them.</summary>
    private static async Task<byte[]> TextAsync(NpgsqlConnection connection)
    {
        using var rows = new RowBuffer();
        await using var select = new NpgsqlCommand("select id::text, format('%s', v) from drawn", connection);
        await using var reader = await select.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            CopyText.Append(rows, Column(reader.GetString(0)));
            rows.Append(CopyText.ColumnEnd);
            CopyText.Append(rows, Column(reader.GetString(1)));
            rows.Append(CopyText.RowEnd);
        }

        return rows.Memory.ToArray();
    }

    private static async Task<byte[]> BinaryAsync(NpgsqlConnection connection, byte[] text)
    {
        await using var type = new NpgsqlCommand("select atttypid from pg_attribute where attrelid = 'drawn'::regclass and attname = 'v'", connection);
        var encoder = BinaryEncoders.Of((uint)(await type.ExecuteScalarAsync())!).ShouldNotBeNull();
        using var rows = new RowBuffer();
        using var value = new RowBuffer();
        BinaryRows.TryWrite(text, [BinaryEncoders.Of(20)!, encoder], rows, value).ShouldBeTrue("none of these is odd");
        return rows.Memory.ToArray();
    }

    private static TupleColumn Column(string text) => new(TupleColumnKind.Text, Encoding.UTF8.GetBytes(text));

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
