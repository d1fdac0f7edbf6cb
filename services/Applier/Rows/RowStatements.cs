using System.Text;
using BunnyDb.Postgres;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Rows;

/// <summary>
/// The statements for one table's rows. Values are bound untyped where PostgreSQL infers the column's type, and cast to it elsewhere, so that
/// every value is read by its type's own input function.
/// </summary>
internal sealed class RowStatements(TableShape shape)
{
    private readonly Dictionary<string, string> texts = [];
    private readonly string table = Identifiers.Quote(shape.Target.Name);

    /// <summary>Of a table that others inherit from, its own rows.</summary>
    private readonly string rows = shape.Target.Rows;
    private readonly int[] written = [.. Enumerable.Range(0, shape.Columns.Count).Where(position => shape.Columns[position] is not null)];
    private readonly int[] settable = [.. Enumerable.Range(0, shape.Columns.Count).Where(position => shape.Columns[position] is { IsAlwaysIdentity: false })];
    private readonly bool hasIdentity = shape.Target.Columns.Values.Any(column => column.IsIdentity);
    private string? insertText;
    private string? updateText;
    private string? deleteText;

    internal RowStatement Insert(TupleColumn[] row) => new(insertText ??= InsertText(""), Values(row, written));

    /// <summary>Does nothing when the key is there. Only for a row that is addressed by its key.</summary>
    internal RowStatement InsertUnlessThere(TupleColumn[] row, RowAddress.ByKey key) => new(
        Text("insert unless", () => InsertText($" on conflict ({Names(key.Positions)}) do nothing")), Values(row, written));

    /// <summary>Sets the columns that came. Null: nothing that an UPDATE may set did.</summary>
    internal RowStatement? Update(TupleColumn[] old, TupleColumn[] row, OldRow by)
    {
        var given = Given(row, settable);
        if (given.Length == 0)
        {
            return null;
        }

        var text = given == settable && shape.Address is RowAddress.ByKey
            ? updateText ??= UpdateText(given, old, by)
            : Text($"update {by} {Mask(given)} {Nulls(old)}", () => UpdateText(given, old, by));
        return new RowStatement(text, Values(row, given, old, shape.Address.Positions));
    }

    /// <summary>
    /// An update by delete and insert, for GENERATED ALWAYS AS IDENTITY columns: PostgreSQL lets only an INSERT write those. What did not come
    /// is taken from the deleted row.
    /// </summary>
    internal RowStatement Replace(TupleColumn[] old, TupleColumn[] row, OldRow by)
    {
        var given = Given(row, written);
        return new RowStatement(
            Text($"replace {by} {Mask(given)} {Nulls(old)}", () =>
            {
                var sources = shape.Target.Columns.Values.Where(column => !column.IsGenerated).Select(column =>
                    (column.Name, At: Array.FindIndex(given, position => shape.Columns[position]!.Name == column.Name), column.Type)).ToList();
                return $"""
                    with old as (delete from {rows} where {Where(old, by, given.Length)} returning *)
                    insert into {table} ({Identifiers.QuoteAll(sources.Select(s => s.Name))}) overriding system value
                    select {string.Join(", ", sources.Select(s => s.At < 0 ? $"old.{Identifiers.Quote(s.Name)}" : $"${s.At + 1}::{s.Type}"))} from old
                    """;
            }),
            Values(row, given, old, shape.Address.Positions));
    }

    /// <summary>The row with this row's key becomes this row, a GENERATED ALWAYS AS IDENTITY column too.</summary>
    internal RowStatement Overwrite(TupleColumn[] row) =>
        settable.Length == written.Length && Update(row, row, OldRow.AsSent) is { } update ? update : Replace(row, row, OldRow.AsSent);

    internal RowStatement Delete(TupleColumn[] old, OldRow by) => new(
        shape.Address is RowAddress.ByKey
            ? deleteText ??= DeleteText(old, by)
            : Text($"delete {by} {Nulls(old)}", () => DeleteText(old, by)),
        Values(old, shape.Address.Positions));

    /// <summary>
    /// Makes room for a row that moves to <paramref name="row"/>'s key, if the row that moves is there at all. To the index both keys may be
    /// equal (1 and 1.0): a row is not in its own way.
    /// </summary>
    internal RowStatement DeleteInTheWay(TupleColumn[] old, TupleColumn[] row) => new(
        Text("delete in the way", () =>
        {
            var moves = Where(old, OldRow.AsSent, shape.Address.Positions.Count);
            return $"delete from {rows} where {Where(row, OldRow.AsSent, 0)} and not ({moves}) and exists (select from {rows} where {moves})";
        }),
        Values(row, shape.Address.Positions, old, shape.Address.Positions));

    private string UpdateText(int[] given, TupleColumn[] old, OldRow by) =>
        $"update {rows} set {string.Join(", ", given.Select((position, at) => $"{Name(position)} = ${at + 1}"))} where {Where(old, by, given.Length)}";

    private string DeleteText(TupleColumn[] old, OldRow by) => $"delete from {rows} where {Where(old, by, 0)}";

    private string InsertText(string onConflict) => written.Length == 0
        ? $"insert into {table} default values{onConflict}"
        : $"""
            insert into {table} ({Names(written)}){(hasIdentity ? " overriding system value" : "")} values ({string.Join(", ", written.Select((_, at) => $"${at + 1}"))}){onConflict}
            """;

    /// <param name="by">How values are compared where there is no key.</param>
    /// <param name="used">Parameters before the address's own.</param>
    private string Where(TupleColumn[] old, OldRow by, int used)
    {
        if (shape.Address is RowAddress.ByKey key)
        {
            // Of an untyped value beside a regclass or a composite PostgreSQL would make an oid or a record.
            return string.Join(" and ", key.Positions.Select((position, at) => $"{Name(position)} {key.Operators[at]} ${used + at + 1}::{shape.Columns[position]!.BaseType}"));
        }

        var equal = by == OldRow.AsSent ? SameImage(old, used) : SameText(old, used);
        return shape.Target.IsPartitioned
            ? $"(tableoid, ctid) = (select tableoid, ctid from {rows} where {equal} limit 1)"
            : $"ctid = (select ctid from {rows} where {equal} limit 1)";
    }

    /// <summary>
    /// Equality of record images holds for every type, json and point too, takes NULL for equal to NULL and tells 1.0 from 1. The plain
    /// conditions before it let an index be used.
    /// </summary>
    private string SameImage(TupleColumn[] old, int used)
    {
        var positions = shape.Address.Positions;
        var condition = new StringBuilder();
        for (var at = 0; at < positions.Count; at++)
        {
            var column = shape.Columns[positions[at]]!;
            if (old[positions[at]].Kind == TupleColumnKind.Null)
            {
                condition.Append($"{Identifiers.Quote(column.Name)} is null and ");
            }
            else if (column.HasPlainEquality)
            {
                condition.Append($"{Identifiers.Quote(column.Name)} = ${used + at + 1}::{column.Type} and ");
            }
        }

        var parameters = string.Join(", ", positions.Select((position, at) => $"${used + at + 1}::{shape.Columns[position]!.Type}"));
        // Without the casts two rows are compared column by column, and not every type has this operator.
        return $"{condition}row({Names(positions)})::record *= row({parameters})::record";
    }

    /// <summary>One value may be stored in two ways (an array with an empty null bitmap): such rows are still the same in print.</summary>
    private string SameText(TupleColumn[] old, int used) => string.Join(" and ", shape.Address.Positions.Select((position, at) =>
        old[position].Kind == TupleColumnKind.Null
            ? $"{Name(position)} is null and ${used + at + 1}::text is null"
            : $"{Name(position)} is not null and format('%s', {Name(position)}) = ${used + at + 1}::text"));

    private string Text(string key, Func<string> make)
    {
        if (!texts.TryGetValue(key, out var text))
        {
            texts[key] = text = make();
        }

        return text;
    }

    /// <summary>Which columns came; nothing when all did.</summary>
    private string Mask(int[] given) => given.Length == written.Length ? "" : string.Join(',', given);

    /// <summary>Which values of an address are NULL; a key has none.</summary>
    private string Nulls(TupleColumn[] old) => shape.Address is RowAddress.ByKey
        ? ""
        : string.Concat(shape.Address.Positions.Select(position => old[position].Kind == TupleColumnKind.Null ? '0' : '1'));

    private string Name(int position) => Identifiers.Quote(shape.Columns[position]!.Name);

    private string Names(IEnumerable<int> positions) => string.Join(", ", positions.Select(Name));

    /// <summary>The positions whose values came; the very same array when all did.</summary>
    private static int[] Given(TupleColumn[] row, int[] positions) => Array.Exists(positions, position => row[position].Kind == TupleColumnKind.Unchanged)
        ? Array.FindAll(positions, position => row[position].Kind != TupleColumnKind.Unchanged)
        : positions;

    private static string?[] Values(TupleColumn[] row, IReadOnlyList<int> positions) => Values(row, positions, row, []);

    private static string?[] Values(TupleColumn[] row, IReadOnlyList<int> positions, TupleColumn[] old, IReadOnlyList<int> oldPositions)
    {
        var values = new string?[positions.Count + oldPositions.Count];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = at < positions.Count ? row[positions[at]].Text : old[oldPositions[at - positions.Count]].Text;
        }

        return values;
    }
}

/// <summary>How an old row without a key is compared.</summary>
internal enum OldRow
{
    /// <summary>By its image, as its values read back from what the source sent.</summary>
    AsSent,

    /// <summary>By its text: slow, for the careful replay only.</summary>
    AsPrinted,
}
