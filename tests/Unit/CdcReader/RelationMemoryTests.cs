using BunnyDb.CdcReader.Lanes;
using static BunnyDb.Unit.CdcReader.RawMessages;

namespace BunnyDb.Unit.CdcReader;

public sealed class RelationMemoryTests
{
    private readonly RelationMemory memory = new();

    [Fact]
    public void A_batch_that_describes_its_relations_needs_no_more() =>
        memory.Complete(Frames(Begin(), Relation(1), Insert(1))).ShouldBeEmpty();

    [Fact]
    public void A_later_batch_gets_the_description_that_an_earlier_one_had()
    {
        memory.Complete(Frames(Relation(1, "a"), Insert(1), Relation(2, "b"), Insert(2)));
        memory.Complete(Frames(Insert(2), Insert(2))).ShouldBe([Frames(Relation(2, "b"))]);
    }

    [Fact]
    public void A_relation_that_changes_inside_the_batch_begins_it_as_it_was()
    {
        memory.Complete(Frames(Relation(1, "old"), Insert(1)));
        memory.Complete(Frames(Insert(1), Relation(1, "new"), Insert(1))).ShouldBe([Frames(Relation(1, "old"))]);
        memory.Complete(Frames(Insert(1))).ShouldBe([Frames(Relation(1, "new"))]);
    }

    [Fact]
    public void A_truncate_needs_every_relation_that_it_names()
    {
        memory.Complete(Frames(Relation(1), Relation(2), Relation(3)));
        memory.Complete(Frames(Truncate(1, 3))).ShouldBe([Frames(Relation(1)), Frames(Relation(3))]);
    }

    [Fact]
    public void A_change_of_a_relation_that_was_never_described_is_refused() =>
        Should.Throw<InvalidOperationException>(() => memory.Complete(Frames(Insert(9))));
}
