using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>Row-level security: the table's own flags and policies, and policies of other tables that read it.</summary>
internal static class Policies
{
    internal static async Task CarryAsync(SwapScene scene, IReadOnlyList<uint> ofOthers, SwapScript script, CancellationToken ct)
    {
        foreach (var (oid, isEnabled, isForced) in await FlagsAsync(scene, ct))
        {
            script.AddAll(SwapStage.Dress, Flags(scene.Of(oid).LiveSql, isEnabled, isForced));
        }

        var policies = await CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("policies"),
            row => new Policy(
                row.Oid(1), new QualifiedTable(row.GetString(2), row.GetString(3)), row.GetString(4), row.GetBoolean(5), row.GetString(6),
                row.GetFieldValue<string[]>(7), row.Text(8), row.Text(9), row.GetBoolean(10)),
            ct, CatalogQuery.Oids(scene.LiveOids), CatalogQuery.Oids(ofOthers));
        foreach (var policy in policies)
        {
            if (scene.LiveOids.Contains(policy.TableOid))
            {
                script.Add(SwapStage.Dress, policy.Create());
            }
            else
            {
                script.LockTable(LockRank.Around, policy.TableOid, policy.Table, policy.IsOfPartitioned);
                script.Add(SwapStage.Repoint, policy.Alter());
            }
        }
    }

    private static Task<List<(uint Oid, bool IsEnabled, bool IsForced)>> FlagsAsync(SwapScene scene, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            scene.Connection, "select oid, relrowsecurity, relforcerowsecurity from pg_class where oid = any($1)",
            row => (row.Oid(0), row.GetBoolean(1), row.GetBoolean(2)), ct, CatalogQuery.Oids(scene.LiveOids));

    private static IEnumerable<string> Flags(string table, bool isEnabled, bool isForced)
    {
        if (isEnabled)
        {
            yield return $"alter table {table} enable row level security";
        }

        if (isForced)
        {
            yield return $"alter table {table} force row level security";
        }
    }

    private sealed record Policy(
        uint TableOid, QualifiedTable Table, string Name, bool IsPermissive, string Command, IReadOnlyList<string> Roles, string? Using, string? Check, bool IsOfPartitioned)
    {
        private string Conditions => (Using is null ? "" : $" using ({Using})") + (Check is null ? "" : $" with check ({Check})");

        internal string Create() =>
            $"create policy {Identifiers.Quote(Name)} on {Identifiers.Quote(Table)} as {(IsPermissive ? "permissive" : "restrictive")} for {Command}"
            + $" to {(Roles.Count == 0 ? "public" : Identifiers.QuoteAll(Roles))}{Conditions}";

        internal string Alter() => $"alter policy {Identifiers.Quote(Name)} on {Identifiers.Quote(Table)}{Conditions}";
    }
}
