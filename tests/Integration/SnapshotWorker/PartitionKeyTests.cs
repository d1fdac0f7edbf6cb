using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Integration.Fixture;
using static BunnyDb.Integration.SnapshotWorker.CopyStage;

namespace BunnyDb.Integration.SnapshotWorker;

/// <summary>Whatever the key's type and distribution, its chunks hold every row exactly once.</summary>
[Collection(RealServers.Name)]
public sealed class PartitionKeyTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("negative", "int not null", "n - 10000", 10)]
    [InlineData("skewed", "int", "case when n % 10 < 9 then 7 else n end", 2)]
    [InlineData("constant", "int", "7", 1)]
    [InlineData("nulls", "int", "nullif(n % 3, 0)", 2)]
    [InlineData("all_null", "int", "null::int", 1)]
    [InlineData("text", "text", "case n % 5 when 0 then 'Ä' || n when 1 then '' when 2 then 'b''\\' || n when 3 then 'B' || n else '~' || n end", 8)]
    [InlineData("collated", "text collate \"C\"", "chr(65 + n % 60) || n", 10)]
    [InlineData("padded", "char(12)", "'k' || n", 10)]
    [InlineData("uuid", "uuid not null", "md5(n::text)::uuid", 10)]
    [InlineData("timestamp", "timestamptz", "case when n = 1 then '-infinity' when n = 2 then 'infinity' else timestamptz '2020-01-01 BC' + n * interval '1 day' end", 10)]
    [InlineData("float", "float8", "case when n % 100 = 0 then 'NaN' else n / 3.0 end", 10)]
    [InlineData("numeric", "numeric", "(n - 10000) / 7.0", 10)]
    [InlineData("bytes", "bytea", "decode(md5(n::text), 'hex')", 10)]
    [InlineData("enum", "mood", "(enum_range(null::mood))[1 + n % 3]", 2)]
    [InlineData("folded", "citext", "case when n % 2 = 0 then 'a' else 'B' end || n", 10)]
    [InlineData("unordered", "json", "to_json(n)", 10)]
    public async Task Every_row_is_in_one_chunk(string name, string type, string value, int chunksMin)
    {
        await using var stage = await SetAsync(postgres, $"partition_key_{name}", $"create extension citext; create type mood as enum ('c', 'b', 'a'); create table t (k {type}, n int)");
        await ExecuteAsync(stage.Source, $"insert into t select {value}, n from generate_series(1, 20000) n; analyze t");
        var lane = await stage.OrderCopyAsync(new MirrorOptions { SnapshotNumRowsPerPartition = 1500 }, Table("public.t", "k"));
        await using var worker = stage.StartProcess();

        (await worker.CopyAsync(lane)).ShouldBe([LaneStage.Copied]);

        await stage.ShouldBeEqualAsync("t");
        (await stage.OnCatalogAsync<long>("select count(*) from chunk where rows > 0")).ShouldBeGreaterThanOrEqualTo(chunksMin);
        (await stage.OnCatalogAsync<long>("select max(rows) from chunk")).ShouldBeLessThanOrEqualTo(name switch
        {
            "skewed" or "constant" or "nulls" or "all_null" or "enum" or "text" => 20000,
            _ => 4500,
        });
    }
}
