using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>The table's triggers with their states, and the rules on it with theirs. They fire for nothing that a resync writes into the shadow.</summary>
internal static class Triggers
{
    internal static async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var triggers = await ReadAsync(
            scene, "select tgrelid, tgname::text, pg_get_triggerdef(oid), tgenabled::text from pg_trigger where tgrelid = any($1) and not tgisinternal order by tgname", ct);
        var rules = await ReadAsync(
            scene, "select ev_class, rulename::text, pg_get_ruledef(oid), ev_enabled::text from pg_rewrite where ev_class = any($1) order by rulename", ct);
        foreach (var (kind, part) in triggers.Select(trigger => ("trigger", trigger)).Concat(rules.Select(rule => ("rule", rule))))
        {
            script.Add(SwapStage.Dress, part.Definition);
            if (State(part.State) is { } state)
            {
                script.Add(SwapStage.Dress, $"alter table {scene.Of(part.Table).LiveSql} {state} {kind} {Identifiers.Quote(part.Name)}");
            }
        }
    }

    private static Task<List<(uint Table, string Name, string Definition, string State)>> ReadAsync(SwapScene scene, string sql, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            scene.Connection, sql, row => (row.Oid(0), row.GetString(1), row.GetString(2), row.GetString(3)), ct, CatalogQuery.Oids(scene.LiveOids));

    /// <summary>Null for what a new one has.</summary>
    private static string? State(string letter) => letter switch
    {
        "O" => null,
        "D" => "disable",
        "R" => "enable replica",
        "A" => "enable always",
        _ => throw new NotSupportedException($"This PostgreSQL has a state '{letter}' of triggers, which this version of BunnyDb does not know."),
    };
}
