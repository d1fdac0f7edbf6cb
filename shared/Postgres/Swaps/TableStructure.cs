using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>An index, a constraint with an index behind it, or a check of a table, with everything that one of another table needs to be its like.</summary>
/// <param name="ConstraintType"><c>pg_constraint.contype</c>; empty for a bare index.</param>
/// <param name="Definition">What follows the table's name in <c>create index … on …</c>, or the text of the check.</param>
/// <param name="Tablespace">Empty for the database's own.</param>
/// <param name="Statistics">Statistics targets of the index's columns, by number.</param>
internal sealed record TableStructure(
    string Name,
    bool IsCheck,
    bool IsUnique,
    string Definition,
    string ConstraintType,
    string? ConstraintDefinition,
    string Deferrable,
    string Tablespace,
    bool IsReplicaIdentity,
    bool IsClustered,
    IReadOnlyList<(int Column, int Target)> Statistics)
{
    /// <summary>What rows are addressed by while changes are applied.</summary>
    internal bool IsKey => ConstraintType == "p" || IsReplicaIdentity;

    /// <summary>Structures with the same key do the same. Names of checks are free on every table, so that a check is known by its name too.</summary>
    internal string Key => IsCheck ? $"check {Name} {Definition}" : $"{IsUnique} {Definition} {ConstraintType} {ConstraintDefinition} {Tablespace}";

    /// <summary>Keys first.</summary>
    internal static Task<List<TableStructure>> ReadAsync(NpgsqlConnection connection, uint table, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            connection, SqlFile.Read("table_structures"),
            row => new TableStructure(
                row.GetString(1), row.GetString(0) == "check", row.GetBoolean(2), row.GetString(3), row.GetString(4), row.Text(5), row.GetString(6),
                row.GetString(7), row.GetBoolean(8), row.GetBoolean(9), [.. row.GetFieldValue<string[]>(10).Select(Target)]),
            ct, new NpgsqlParameter { Value = table, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });

    /// <summary>Pairs equal structures one to one: two equal indexes under two names are two.</summary>
    internal static (IReadOnlyList<(TableStructure Live, TableStructure Shadow)> Pairs, IReadOnlyList<TableStructure> Missing, IReadOnlyList<TableStructure> Extra) Pair(
        IEnumerable<TableStructure> live, IEnumerable<TableStructure> shadow)
    {
        var free = shadow.GroupBy(structure => structure.Key).ToDictionary(group => group.Key, group => new Queue<TableStructure>(group));
        var pairs = new List<(TableStructure, TableStructure)>();
        var missing = new List<TableStructure>();
        foreach (var structure in live)
        {
            if (free.TryGetValue(structure.Key, out var likes) && likes.TryDequeue(out var like))
            {
                pairs.Add((structure, like));
            }
            else
            {
                missing.Add(structure);
            }
        }

        return (pairs, missing, [.. free.Values.SelectMany(rest => rest)]);
    }

    /// <summary>The index behind a constraint is built first, beside other builds, and the constraint put on it afterwards, which takes a moment.</summary>
    internal bool IsMadeOfIndex => ConstraintType == "" || (ConstraintType is "p" or "u" && Definition.StartsWith("USING btree", StringComparison.Ordinal));

    /// <summary>Of the index alone, whatever is on it.</summary>
    internal string IndexKey => $"{IsUnique} {Definition} {Tablespace}";

    /// <summary>A constraint's own text says nothing of its index's storage options: those are in the index's.</summary>
    internal IEnumerable<string> MakeIndex(QualifiedTable table, string name)
    {
        yield return $"set local default_tablespace = {Identifiers.Literal(Tablespace)}";
        yield return $"create {(IsUnique ? "unique " : "")}index {Identifiers.Quote(name)} on {Identifiers.Quote(table)} {Definition}";
        foreach (var statement in StatisticsTargets(table with { Name = name }, Statistics))
        {
            yield return statement;
        }
    }

    /// <summary>What gives the like of this index, once it has the name, the targets that this one has by now.</summary>
    internal IEnumerable<string> StatisticsChanges(QualifiedTable table, TableStructure like) =>
        StatisticsTargets(table with { Name = Name },
        [
            .. like.Statistics.Where(column => Statistics.All(wanted => wanted.Column != column.Column)).Select(column => (column.Column, -1)),
            .. Statistics.Except(like.Statistics),
        ]);

    /// <param name="targets">By the number of the column; -1 for the default.</param>
    internal static IEnumerable<string> StatisticsTargets(QualifiedTable index, IEnumerable<(int Column, int Target)> targets) =>
        targets.Select(column => $"alter index {Identifiers.Quote(index)} alter column {column.Column} set statistics {column.Target}");

    /// <param name="index">Its name becomes the constraint's.</param>
    internal string Attach(QualifiedTable table, string index) =>
        $"alter table {Identifiers.Quote(table)} add constraint {Identifiers.Quote(index)} {(ConstraintType == "p" ? "primary key" : "unique")}"
        + $" using index {Identifiers.Quote(index)}{Deferrable}";

    /// <summary>A constraint that is made at once. A check keeps its name, which is free on every table.</summary>
    internal IEnumerable<string> MakeConstraint(QualifiedTable table, string name)
    {
        yield return $"set local default_tablespace = {Identifiers.Literal(Tablespace)}";
        yield return $"alter table {Identifiers.Quote(table)} add constraint {Identifiers.Quote(IsCheck ? Name : name)} {(IsCheck ? Definition : ConstraintDefinition)}";
    }

    /// <summary>Of <c>number=target</c>.</summary>
    internal static (int Column, int Target) Target(string text) =>
        (int.Parse(text[..text.IndexOf('=')]), int.Parse(text[(text.IndexOf('=') + 1)..]));
}
