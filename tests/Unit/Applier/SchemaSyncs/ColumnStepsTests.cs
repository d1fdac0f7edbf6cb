using BunnyDb.Applier.SchemaSyncs;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.SchemaSyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.SchemaChanges;
using BunnyDb.Unit.Schema;
using static BunnyDb.Unit.SchemaChanges.SourceTables;

namespace BunnyDb.Unit.Applier.SchemaSyncs;

public sealed class ColumnStepsTests
{
    private static readonly QualifiedTable Name = new("public", "t");

    [Fact]
    public void Tables_that_fit_need_nothing() => Plan(Compared(Column(1, "id"), Column(2, "a"))).ShouldBeEmpty();

    [Fact]
    public void An_added_column_gets_the_value_of_then_and_the_default_of_now_once_older_changes_have_passed()
    {
        var compared = Compared(Column(1, "id"), Column(2, "a"), Column(3, "c", "5") with { Default = "6", IsNotNull = true });
        const string add = """alter table "public"."t" add column "c" integer default '5'::integer not null""";
        Only(compared).Step.ShouldBe(new SchemaStep("public.t", SchemaStepKind.AddColumn, $"""{add}; alter table "public"."t" alter column "c" set default 6""", SchemaStepStatus.Planned));
        Only(compared with { HasPassed = false }).Step.Statement.ShouldBe(add);
    }

    [Fact]
    public void Values_that_nobody_tells_need_a_resync()
    {
        var step = Only(Compared(Column(1, "id"), Column(2, "a"), Column(3, "c") with { IsIdentity = true }));
        step.NeedsResync.ShouldBeTrue();
        (step.Step.Status, step.Step.Reason, step.Step.Remedy).ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SchemaStepStatus.Planned), s => s.Reason.ShouldNotBeNull(), s => s.Remedy.ShouldNotBeNull());
    }

    [Fact]
    public void A_rename_is_refused_with_the_statement_that_does_it()
    {
        var step = Only(Compared(Column(1, "id"), Column(2, "b"))).Step;
        (step.Kind, step.Status).ShouldBe((SchemaStepKind.RenameColumn, SchemaStepStatus.Refused));
        step.Remedy!.ShouldContain("""rename column "a" to "b";""");
    }

    [Fact]
    public void A_column_that_the_source_dropped_goes_and_one_that_the_destinations_people_added_stays()
    {
        var compared = Compared(Column(1, "id")) with { DestinationColumns = Table(1, Column(1, "id"), Column(2, "a"), Column(3, "own")) };
        Only(compared).Step.Statement.ShouldBe("""alter table "public"."t" drop column "a" """.TrimEnd());
    }

    [Theory]
    [InlineData("rule _RETURN on view seen", false, false, false)]
    [InlineData("constraint t_pkey on table t", true, true, false)]
    [InlineData("index t_a_b_idx", false, false, true)]
    public void What_depends_on_a_column_refuses_its_removal_by_name(string description, bool isKey, bool readsNothingElse, bool followsType)
    {
        var step = Only(Compared(Column(1, "id")) with { Dependents = [new ColumnDependent(7, 2, description, isKey, readsNothingElse, followsType)] }).Step;
        step.Status.ShouldBe(SchemaStepStatus.Refused);
        step.Reason!.ShouldContain(description);
        step.Remedy!.ShouldContain(description);
    }

    [Fact]
    public void An_index_of_nothing_but_the_column_goes_with_it_and_is_named()
    {
        var step = Only(Compared(Column(1, "id")) with { Dependents = [new ColumnDependent(7, 2, "index t_a_idx", false, true, true)] }).Step;
        (step.Status, step.Reason).ShouldBe((SchemaStepStatus.Planned, "Goes with it: index t_a_idx."));
    }

    [Fact]
    public void A_type_is_widened_and_never_narrowed_and_a_wider_destination_stays()
    {
        var wide = Column(2, "a") with { TypeId = 20, Declaration = "bigint" };
        Only(Compared(Column(1, "id"), wide)).Step.Statement.ShouldBe("""alter table "public"."t" alter column "a" type bigint""");
        Plan(Compared(Column(1, "id"), Column(2, "a")) with { DestinationColumns = Table(1, Column(1, "id"), wide) }).ShouldBeEmpty();
        Only(Compared(Column(1, "id"), Column(2, "a") with { TypeId = 701, Declaration = "double precision" })).Step.Status.ShouldBe(SchemaStepStatus.Refused);
    }

    [Theory]
    [InlineData("rule _RETURN on view seen", false)]
    [InlineData("constraint t_pkey on table t", true)]
    public void A_view_or_a_key_refuses_a_wider_type(string description, bool isKey) =>
        Only(Compared(Column(1, "id"), Column(2, "a") with { TypeId = 20, Declaration = "bigint" }) with { Dependents = [new ColumnDependent(7, 2, description, isKey, true, false)] })
            .Step.Reason!.ShouldContain(description);

    [Fact]
    public void What_tightens_waits_for_the_changes_under_way()
    {
        var compared = Compared(Column(1, "id"), Column(2, "a") with { IsNotNull = true });
        Only(compared with { HasPassed = false }).Step.Status.ShouldBe(SchemaStepStatus.Later);
        Only(compared).Step.Statement.ShouldBe("""alter table "public"."t" alter column "a" set not null""");
        Only(compared with { WithNulls = new HashSet<string> { "a" } }).Step.Status.ShouldBe(SchemaStepStatus.Refused);
    }

    [Fact]
    public void What_loosens_comes_at_once() =>
        Only(Compared(Column(1, "id"), Column(2, "a")) with { HasPassed = false, DestinationColumns = Table(1, Column(1, "id"), Column(2, "a") with { IsNotNull = true }) })
            .Step.Statement.ShouldBe("""alter table "public"."t" alter column "a" drop not null""");

    [Fact]
    public void A_default_waits_for_changes_that_may_come_without_the_column()
    {
        var compared = Compared(Column(1, "id"), Column(2, "a") with { Default = "1" }) with { HasPassed = false };
        Only(compared).Step.Status.ShouldBe(SchemaStepStatus.Later);
        Only(compared with { HasPassed = true }).Step.Statement.ShouldBe("""alter table "public"."t" alter column "a" set default 1""");
    }

    [Fact]
    public void Another_column_under_a_known_name_needs_a_new_copy()
    {
        var step = Only(Compared(Column(1, "id"), Column(3, "a", "7")));
        (step.NeedsResync, step.Step.Kind, step.Step.Status).ShouldBe((true, SchemaStepKind.CopyTable, SchemaStepStatus.Refused));
        step.Step.Remedy!.ShouldContain("copies it anew");
    }

    [Fact]
    public void Another_table_under_a_known_name_is_seen() =>
        (Compared(Column(1, "id"), Column(2, "a")) with { SourceColumns = Table(100, Column(1, "id"), Column(2, "a")) with { Oid = 8 } }).IsReplaced.ShouldBeTrue();

    private static IReadOnlyList<PlannedStep> Plan(SyncedTable table) => [.. new ColumnSteps(table).Plan()];

    private static PlannedStep Only(SyncedTable table) => Plan(table).ShouldHaveSingleItem();

    /// <summary>A source with these columns; a destination with id and a, which is what is on record.</summary>
    private static SyncedTable Compared(params SourceColumn[] source) => new(
        new TableMapping(Guid.NewGuid(), Name, Name, null, []), Tables.Plain() with { Name = Name }, Table(100, source), Tables.Plain() with { Name = Name },
        Table(1, Column(1, "id"), Column(2, "a")), Known(100, (1, "id"), (2, "a")), HasPassed: true, [], new HashSet<string>(), new HashSet<string>());
}
