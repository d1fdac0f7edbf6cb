using System.Text;
using BunnyDb.Applier.Batches;
using BunnyDb.Applier.Rows;
using BunnyDb.Postgres.PgOutput;
using FsCheck;
using FsCheck.Fluent;

namespace BunnyDb.Unit.Applier.Batches;

public sealed class BatchPlanTests
{
    private const string Stays = "\u0001";

    /// <summary>The key is the tuple's second column, to show that a layout brings it to the front.</summary>
    private static readonly RowLayout Layout = new([1, 0, 2], KeyColumns: 1);

    /// <summary>
    /// Any changes that a table can undergo, split into plans anywhere: deleting, updating and inserting what each plan says, in that order,
    /// leaves what the changes one by one leave, and every row that is expected is there.
    /// </summary>
    [Fact]
    public void Sets_leave_what_the_changes_leave() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ListOf(60).ToArbitrary(),
        draws =>
        {
            var oneByOne = Enumerable.Range(0, 4).ToDictionary(key => $"{key}", key => new[] { $"a{key}", $"{key}", "b" });
            var bySets = oneByOne.ToDictionary();
            using var plan = new BatchPlan(Layout, 8);
            var number = 0;
            foreach (var draw in draws)
            {
                Change(oneByOne, plan, draw, $"v{number++}");
                if (draw % 17 == 0)
                {
                    Apply(plan, bySets);
                }
            }

            Apply(plan, bySets);
            return Print(oneByOne) == Print(bySets);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_value_that_updates_leave_in_place_is_the_one_before()
    {
        using var plan = new BatchPlan(Layout, 8);
        plan.Insert(Row("big", "1", "x"));
        plan.Update(Row(Stays, "1", "y"));
        plan.Update(Row("small", "2", Stays));
        plan.Update(Row(Stays, "2", "z"));
        plan.Update(Row(Stays, "3", "z"));
        Written(plan.WriteInserted).ShouldBe("1\tbig\ty\n");
        var sets = plan.Updated().ToList();
        sets.Select(set => (string.Join(",", set.Columns), Written(to => plan.Write(set, to)))).ShouldBe([("0,1,2", "2\tsmall\tz\n"), ("0,2", "3\tz\n")]);
    }

    [Fact]
    public void A_large_value_that_updates_leave_in_place_counts_each_time_it_is_copied()
    {
        using var plan = new BatchPlan(Layout, 8);
        plan.Insert(Row(new string('x', 1000), "1", "x"));
        plan.Update(Row(Stays, "1", "y"));
        plan.Update(Row(Stays, "1", "z"));
        plan.Bytes.ShouldBeGreaterThan(3000);
        plan.Clear();
        plan.Bytes.ShouldBe(0);
    }

    [Fact]
    public void What_COPY_would_misread_is_escaped_and_null_is_not_a_text()
    {
        using var plan = new BatchPlan(Layout, 8);
        plan.Insert(Row("\\N\\U\t\n\r\\.", "a\tb", null));
        plan.Insert(Row("", "a", "ä"));
        Written(plan.WriteInserted).ShouldBe("a\\tb\t\\\\N\\\\U\\t\\n\\r\\\\.\t\\N\na\t\tä\n");
    }

    [Fact]
    public void Changes_that_contradict_each_other_are_left_to_those_who_look_at_each_row()
    {
        using var plan = new BatchPlan(Layout, 8);
        plan.Insert(Row("x", "1", "x"));
        Should.Throw<ReplayException>(() => plan.Insert(Row("y", "1", "y")));
        plan.Delete(Row(null, "1", null));
        Should.Throw<ReplayException>(() => plan.Update(Row("y", "1", "y")));
        Should.Throw<ReplayException>(() => plan.Delete(Row(null, "1", null)));
    }

    [Fact]
    public void A_row_that_came_and_went_must_not_be_there()
    {
        using var plan = new BatchPlan(Layout, 8);
        plan.Insert(Row("x", "1", "x"));
        plan.Delete(Row(null, "1", null));
        Written(plan.WriteVanished).ShouldBe("1\n");
        Written(plan.WriteDeleted).ShouldBe("");
        Written(plan.WriteInserted).ShouldBe("");
    }

    [Fact]
    public void Without_a_key_every_row_is_inserted()
    {
        using var plan = new BatchPlan(new RowLayout([0], 0), 8);
        plan.Insert(Row("x"));
        plan.Insert(Row("x"));
        Written(plan.WriteInserted).ShouldBe("x\nx\n");
    }

    private static void Change(Dictionary<string, string[]> table, BatchPlan plan, int draw, string value)
    {
        var key = $"{draw % 7}";
        if (!table.TryGetValue(key, out var row))
        {
            table[key] = [value, key, "new"];
            plan.Insert(Row(table[key]));
        }
        else if (draw / 7 % 3 == 0)
        {
            table.Remove(key);
            plan.Delete(Row(null, key, null));
        }
        else if (draw / 7 % 3 == 1)
        {
            table[key] = [row[0], key, value];
            plan.Update(Row(Stays, key, value));
        }
        else
        {
            table[key] = [value, key, row[2]];
            plan.Update(Row(value, key, row[2]));
        }
    }

    private static void Apply(BatchPlan plan, Dictionary<string, string[]> table)
    {
        foreach (var key in Lines(plan.WriteDeleted))
        {
            table.Remove(key[0]).ShouldBeTrue();
        }

        Lines(plan.WriteVanished).ShouldAllBe(key => !table.ContainsKey(key[0]));
        foreach (var set in plan.Updated().ToList())
        {
            foreach (var values in Lines(to => plan.Write(set, to)))
            {
                var row = table[values[0]].ToArray();
                foreach (var (column, value) in set.Columns.Zip(values))
                {
                    row[Layout.Positions[column]] = value;
                }

                table[values[0]] = row;
            }
        }

        foreach (var values in Lines(plan.WriteInserted))
        {
            table.TryAdd(values[0], [values[1], values[0], values[2]]).ShouldBeTrue();
        }

        plan.Clear();
    }

    private static IEnumerable<string[]> Lines(Func<RowBuffer, int> write) =>
        [.. Written(write).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];

    private static string Written(Func<RowBuffer, int> write)
    {
        using var to = new RowBuffer();
        var count = write(to);
        var text = Encoding.UTF8.GetString(to.Memory.Span);
        text.Count(letter => letter == '\n').ShouldBe(count);
        return text;
    }

    private static TupleColumn[] Row(params string?[] values) => [.. values.Select(value => value switch
    {
        null => new TupleColumn(TupleColumnKind.Null, default),
        Stays => new TupleColumn(TupleColumnKind.Unchanged, default),
        _ => new TupleColumn(TupleColumnKind.Text, Encoding.UTF8.GetBytes(value)),
    })];

    private static string Print(Dictionary<string, string[]> table) =>
        string.Join("; ", table.OrderBy(row => row.Key).Select(row => string.Join(",", row.Value)));
}
