using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>
/// Functions whose body the catalog knows are given it again, and keep their oid. Those with the row type in their signature are made anew, because the new table has
/// a row type of its own. The old ones stay for a while under another name, because a call that looked one up before the swap may have waited for the table inside of it: its body
/// then reads the new table, whose columns are those of the old row type. Bodies that are text need nothing: they are read when they run.
/// </summary>
internal static class Functions
{
    internal static async Task CarryAsync(SwapScene scene, IReadOnlyList<Dependant> dependants, SwapScript script, CancellationToken ct)
    {
        var byType = dependants.Where(function => function.IsByRowType).Select(function => function.Oid).ToHashSet();
        var privileges = (await CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("function_privileges"),
            row => (Oid: row.Oid(0), Privilege: new Privilege(
                null, row.GetString(1), row.Text(2), row.GetString(3), row.GetBoolean(4), row.GetBoolean(6) || !row.GetBoolean(5))),
            ct, CatalogQuery.Oids(byType))).ToLookup(row => row.Oid, row => row.Privilege);
        foreach (var function in await ReadAsync(scene, dependants, ct))
        {
            if (!byType.Contains(function.Oid))
            {
                script.Add(SwapStage.Repoint, function.Definition);
                continue;
            }

            // Named while the arguments still are of the old type; made when the new one has the name.
            var old = function.Name with { Name = await scene.Names.TakeAsync(function.Name.Schema, $"{function.Name.Name}_old", ct) };
            script.Add(SwapStage.Untie, $"alter routine {function.Signature} rename to {Identifiers.Quote(old.Name)}");
            script.Replaced.Add(new ReplacedObject(ReplacedKind.Routine, function.Oid, old));
            script.Add(SwapStage.Repoint, function.Definition);
            script.Add(SwapStage.Repoint, $"alter routine {function.Signature} owner to {Identifiers.Quote(function.Owner)}");
            script.AddAll(SwapStage.Repoint, Privilege.Statements(
                $"routine {function.Signature}", [function.Owner, null, .. scene.DefaultHolders], [.. privileges[function.Oid]], scene.SessionRole));
            if (function.Comment is not null)
            {
                script.Add(SwapStage.Comments, $"comment on routine {function.Signature} is {Identifiers.Literal(function.Comment)}");
            }
        }
    }

    internal static async Task FindObstaclesAsync(SwapScene scene, IReadOnlyList<Dependant> dependants, SwapScript script, CancellationToken ct)
    {
        var functions = await ReadAsync(scene, [.. dependants.Where(function => function.IsByRowType)], ct);
        script.Obstacles.AddRange(functions.Where(function => function.Users is not null).Select(function => new SwapObstacle(
            "row_type_function_used", $"function {function.Signature}",
            $"Its signature has the table's row type, so that it is made anew, and {function.Users} depends on it.",
            "Drop what depends on the function for the time of the resync, or mirror the table with resync_strategy truncate.")));
    }

    private static Task<List<Function>> ReadAsync(SwapScene scene, IReadOnlyList<Dependant> functions, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("functions"),
            row => new Function(
                row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetString(4), row.GetString(5), row.Text(6), row.Text(7)),
            ct, CatalogQuery.Oids(functions.Select(function => function.Oid)));

    private sealed record Function(uint Oid, QualifiedTable Name, string Arguments, string Definition, string Owner, string? Comment, string? Users)
    {
        internal string Signature => $"{Identifiers.Quote(Name)}({Arguments})";
    }
}
