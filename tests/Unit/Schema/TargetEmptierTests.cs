using BunnyDb.Applier.Targets;

namespace BunnyDb.Unit.Schema;

public sealed class TargetEmptierTests
{
    [Fact]
    public void Tables_that_refer_to_each_other_are_truncated_together() =>
        Truncatable([1, 2], (1, 2), (2, 1), (1, 1)).ShouldBe([1u, 2u], ignoreOrder: true);

    [Fact]
    public void A_table_to_which_an_outsider_refers_is_not_truncated() => Truncatable([1, 2], (2, 9)).ShouldBe([1u], ignoreOrder: true);

    [Fact]
    public void Nor_is_one_to_which_only_such_a_table_refers() => Truncatable([1, 2, 3], (1, 2), (2, 9)).ShouldBe([3u], ignoreOrder: true);

    private static HashSet<uint> Truncatable(HashSet<uint> tables, params (uint Referenced, uint Referencing)[] references) =>
        TargetEmptier.Truncatable(tables, references.ToLookup(r => r.Referenced, r => r.Referencing));
}
