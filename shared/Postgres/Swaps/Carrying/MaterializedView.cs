using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>A materialized view that reads a swapped table. Its definition cannot be replaced: it is made anew, inside the swap.</summary>
/// <param name="Options">Storage options as <c>name=value</c>.</param>
/// <param name="SizeBytes">With its indexes.</param>
internal sealed record MaterializedView(
    uint Oid, QualifiedTable Name, string Owner, string Definition, bool IsPopulated, IReadOnlyList<string> Options, string AccessMethod, string Tablespace,
    string? Comment, long SizeBytes, int StatisticsObjects)
{
    /// <summary>Larger ones would take longer to fill than readers should wait.</summary>
    internal const long SizeMaxBytes = 16 * 1024 * 1024;

    private string Sql => Identifiers.Quote(Name);

    internal static Task<List<MaterializedView>> ReadAsync(SwapScene scene, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("materialized_views"),
            row => new MaterializedView(
                row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetString(4), row.GetBoolean(5),
                row.GetFieldValue<string[]>(6), row.GetString(7), row.GetString(8), row.Text(9), row.GetInt64(10), row.GetInt32(11)),
            ct, CatalogQuery.Oids(scene.LiveOids));

    internal IEnumerable<SwapObstacle> Obstacles()
    {
        if (SizeBytes > SizeMaxBytes)
        {
            yield return new SwapObstacle(
                "materialized_view_too_large", $"materialized view {Name}",
                $"It is filled anew while readers wait, and has {SizeBytes / 1024 / 1024} MB; at most {SizeMaxBytes / 1024 / 1024} MB are.",
                "Drop it for the time of the resync, or mirror the table with resync_strategy truncate and refresh it afterwards.");
        }

        if (StatisticsObjects > 0)
        {
            yield return new SwapObstacle(
                "materialized_view_statistics", $"materialized view {Name}", "It has extended statistics objects, which are not made anew with it.",
                "Drop them for the time of the resync.");
        }
    }

    internal async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var parts = await CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("materialized_view_parts"),
            row => new Part(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetBoolean(4), row.Text(5), [.. row.GetFieldValue<string[]>(6).Select(TableStructure.Target)]),
            ct, new NpgsqlParameter { Value = Oid, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });
        var privileges = await Privilege.ReadAsync(scene.Connection, [Oid], ct);
        script.LockView(Oid, Name, isMaterialized: true, Owner);
        var old = Name with { Name = await scene.Names.TakeAsync(Name.Schema, $"{Name.Name}_old", ct) };
        script.Add(SwapStage.FreeNames, $"alter materialized view {Sql} rename to {Identifiers.Quote(old.Name)}");
        script.Replaced.Add(new ReplacedObject(ReplacedKind.MaterializedView, Oid, old));
        foreach (var index in parts.Where(part => part.Kind == "index"))
        {
            var free = await scene.Names.TakeAsync(Name.Schema, $"{index.Name}_old", ct);
            script.Add(SwapStage.FreeNames, $"alter index {Identifiers.Quote(Name with { Name = index.Name })} rename to {Identifiers.Quote(free)}");
        }

        script.AddAll(SwapStage.Repoint, Make(parts));
        script.AddAll(SwapStage.Repoint, ColumnSettings.Statements(
            $"alter materialized view {Sql}", await ColumnSettings.ReadAsync(scene.Connection, Oid, ct), await ColumnSettings.OfNewAsync(scene.Connection, Oid, ct)));
        script.AddAll(SwapStage.Repoint, Privilege.Statements($"table {Sql}", [Owner, null, .. scene.DefaultHolders], [.. privileges[Oid]], scene.SessionRole));
        if (IsPopulated)
        {
            script.Add(SwapStage.Fill, $"refresh materialized view {Sql}");
        }
    }

    private IEnumerable<string> Make(IReadOnlyList<Part> parts)
    {
        yield return $"create materialized view {Sql} using {Identifiers.Quote(AccessMethod)}{OptionsDdl.With(Options)} tablespace {Identifiers.Quote(Tablespace)}"
            + $" as {Definition.Trim().TrimEnd(';')} with no data";
        foreach (var index in parts.Where(part => part.Kind == "index"))
        {
            yield return $"set local default_tablespace = {Identifiers.Literal(index.Tablespace)}";
            yield return index.Definition;
            foreach (var statement in TableStructure.StatisticsTargets(Name with { Name = index.Name }, index.Statistics))
            {
                yield return statement;
            }

            if (index.IsClustered)
            {
                yield return $"alter materialized view {Sql} cluster on {Identifiers.Quote(index.Name)}";
            }

            if (index.Comment is not null)
            {
                yield return $"comment on index {Identifiers.Quote(Name with { Name = index.Name })} is {Identifiers.Literal(index.Comment)}";
            }
        }

        foreach (var column in parts.Where(part => part.Kind == "column"))
        {
            yield return $"comment on column {Sql}.{Identifiers.Quote(column.Name)} is {Identifiers.Literal(column.Comment!)}";
        }

        if (Comment is not null)
        {
            yield return $"comment on materialized view {Sql} is {Identifiers.Literal(Comment)}";
        }

        yield return $"alter materialized view {Sql} owner to {Identifiers.Quote(Owner)}";
    }

    private sealed record Part(string Kind, string Name, string Definition, string Tablespace, bool IsClustered, string? Comment, IReadOnlyList<(int Column, int Target)> Statistics);
}
