using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>Publications of the destination that name the table go on with the new one.</summary>
internal static class Publications
{
    /// <summary>Columns and filters came with PostgreSQL 15.</summary>
    private const string WholeTables =
        "select r.prrelid, p.pubname::text, '{}'::text[], null::text from pg_publication_rel r join pg_publication p on p.oid = r.prpubid where r.prrelid = any($1) order by 2";

    internal static async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var publications = await CatalogQuery.ReadAsync(
            scene.Connection, scene.Connection.PostgreSqlVersion.Major < 15 ? WholeTables : SqlFile.Read("publications"),
            row => (Table: row.Oid(0), Name: row.GetString(1), Columns: row.GetFieldValue<string[]>(2), Filter: row.Text(3)), ct, CatalogQuery.Oids(scene.LiveOids));
        foreach (var publication in publications)
        {
            var (name, table) = (Identifiers.Quote(publication.Name), scene.Of(publication.Table).LiveSql);
            script.Add(SwapStage.Untie, $"alter publication {name} drop table only {table}");
            script.Add(SwapStage.Dress, $"alter publication {name} add table only {table}"
                + (publication.Columns.Length == 0 ? "" : $" ({Identifiers.QuoteAll(publication.Columns)})")
                + (publication.Filter is null ? "" : $" where ({publication.Filter})"));
        }
    }
}
