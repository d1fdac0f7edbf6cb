using System.Text.RegularExpressions;
using BunnyDb.Postgres.Copy;
using BunnyDb.SnapshotWorker.Planning;
using FsCheck;
using FsCheck.Fluent;

namespace BunnyDb.Unit.SnapshotWorker;

public sealed partial class ChunkPlannerTests
{
    private static readonly PartitionKey Key = new("id", "integer", IsNullable: false);

    [Fact]
    public void Every_page_is_in_exactly_one_chunk() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from pages in Gen.Choose(0, 100_000)
         from rowsPerPage in Gen.Choose(1, 300)
         from rowsPerChunk in Gen.Choose(1, 500_000)
         from maxChunks in Gen.Choose(1, 50)
         from page in Gen.Choose(0, 200_000)
         select (pages, rowsPerPage, rowsPerChunk, maxChunks, page)).ToArbitrary(),
        t =>
        {
            var chunks = ChunkPlanner.ByPages(t.pages, t.rowsPerPage, t.rowsPerChunk, t.maxChunks);
            return chunks.Count <= t.maxChunks && chunks.Count(chunk => Covers(chunk, t.page)) == 1;
        }));

    [Fact]
    public void Every_key_is_in_exactly_one_chunk() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from boundaries in Gen.ListOf(Gen.Choose(-50, 50))
         from key in Gen.Choose(-60, 60)
         select (boundaries: boundaries.Distinct().Order().Select(b => $"{b}").ToList(), key)).ToArbitrary(),
        t => ChunkPlanner.ByKey(Key, t.boundaries).Count(chunk => Covers(chunk, t.key)) == 1));

    [Fact]
    public void A_table_without_pages_is_one_open_chunk() => ChunkPlanner.ByPages(0, 60, 250_000, 100).ShouldBe([null]);

    [Fact]
    public void Chunks_hold_about_the_rows_asked_for_and_have_open_ends() => ChunkPlanner.ByPages(250, 10, 1000, 100).ShouldBe(
        ["ctid < '(100,0)'::tid", "ctid >= '(100,0)'::tid and ctid < '(200,0)'::tid", "ctid >= '(200,0)'::tid"]);

    [Fact]
    public void A_huge_table_is_cut_into_no_more_than_the_bound() =>
        ChunkPlanner.ByPages(1_000_000_000, 100, 1, ChunkPlanner.MaxChunksPerTable).Count.ShouldBe(ChunkPlanner.MaxChunksPerTable);

    [Fact]
    public void Rows_without_a_key_get_a_chunk_of_their_own() => ChunkPlanner.ByKey(Key with { Column = "a \"b", IsNullable = true }, ["7"]).ShouldBe(
        ["\"a \"\"b\" < '7'::integer", "\"a \"\"b\" >= '7'::integer", "\"a \"\"b\" is null"]);

    [Fact]
    public void A_key_without_boundaries_is_one_chunk_of_everything() => ChunkPlanner.ByKey(Key with { IsNullable = true }, []).ShouldBe([null]);

    [Fact]
    public void A_boundary_is_a_literal_whatever_it_holds() =>
        ChunkPlanner.ByKey(new PartitionKey("k", "text", false), ["o'; drop table x; --\\"])[0].ShouldBe("\"k\" < 'o''; drop table x; --\\'::text");

    private static bool Covers(string? condition, int value) =>
        condition is null || Comparison().Matches(condition).All(m =>
        {
            var border = int.Parse(m.Groups["number"].Value);
            return m.Groups["operator"].Value == "<" ? value < border : value >= border;
        });

    [GeneratedRegex(@"(?<operator><|>=) '\(?(?<number>-?\d+)")]
    private static partial Regex Comparison();
}
