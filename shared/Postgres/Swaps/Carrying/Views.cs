using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>
/// Views keep their oid, owner, privileges, triggers and whatever reads them: their definition, read as text before the swap, is given to them again when its names
/// mean the new tables. Rules of other relations likewise. Materialized views are made anew, and views over those look at the new ones.
/// </summary>
internal static class Views
{
    internal static async Task CarryAsync(
        SwapScene scene, IReadOnlyList<MaterializedView> materialized, IReadOnlyList<Dependant> dependants, SwapScript script, CancellationToken ct)
    {
        var depths = (await CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("view_depths"), row => (Oid: row.Oid(0), Depth: row.GetInt32(1)), ct, CatalogQuery.Oids(scene.LiveOids)))
            .ToDictionary(row => row.Oid, row => row.Depth);
        var views = await DefinitionsAsync(scene, [.. dependants.Where(dependant => dependant.Kind == DependantKind.View).Select(view => view.RelationOid)], ct);

        // What another one reads comes first: a materialized view that is filled through a view sees the new table only once that view does.
        foreach (var (oid, _) in depths.OrderBy(view => view.Value).ThenBy(view => view.Key))
        {
            if (materialized.FirstOrDefault(view => view.Oid == oid) is { } anew)
            {
                await anew.CarryAsync(scene, script, ct);
            }
            else if (views.FirstOrDefault(view => view.Oid == oid) is { } view)
            {
                script.LockView(view.Oid, view.Name, isMaterialized: false, view.Owner);
                script.Add(SwapStage.Repoint, $"create or replace view {Identifiers.Quote(view.Name)}{OptionsDdl.With(view.Options)} as {view.Definition}");
            }
        }

        await CarryRulesAsync(scene, [.. dependants.Where(dependant => dependant.Kind == DependantKind.Rule)], script, ct);
    }

    private static async Task CarryRulesAsync(SwapScene scene, IReadOnlyList<Dependant> rules, SwapScript script, CancellationToken ct)
    {
        var definitions = await CatalogQuery.ReadAsync(
            scene.Connection, "select oid, pg_get_ruledef(oid) from pg_rewrite where oid = any($1) order by rulename",
            row => (Oid: row.Oid(0), Definition: row.GetString(1)), ct, CatalogQuery.Oids(rules.Select(rule => rule.Oid)));
        foreach (var (oid, definition) in definitions)
        {
            var rule = rules.Single(rule => rule.Oid == oid);
            if (rule.RelationKind == "v")
            {
                script.LockView(rule.RelationOid, rule.Relation, isMaterialized: false, rule.Owner);
            }
            else
            {
                script.LockTable(LockRank.Around, rule.RelationOid, rule.Relation, rule.RelationKind == "p");
            }

            // Replaced, a rule keeps its state and its comment.
            script.Add(SwapStage.Repoint, $"create or replace{definition["CREATE".Length..]}");
        }
    }

    private static Task<List<View>> DefinitionsAsync(SwapScene scene, IReadOnlyCollection<uint> views, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            scene.Connection,
            """
            select c.oid, n.nspname::text, c.relname::text, pg_get_userbyid(c.relowner)::text, coalesce(c.reloptions, '{}'), pg_get_viewdef(c.oid)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = any($1)
            """,
            row => new View(
                row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetFieldValue<string[]>(4), row.GetString(5)),
            ct, CatalogQuery.Oids(views));

    private sealed record View(uint Oid, QualifiedTable Name, string Owner, IReadOnlyList<string> Options, string Definition);
}
