using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What every part of the plan is read from: the connection, the tables, and the names that are free.</summary>
/// <param name="Names">Of all schemas that something is renamed in.</param>
/// <param name="DefaultHolders">Roles, null for PUBLIC, that default privileges of the database give something on what is made anew.</param>
/// <param name="SessionRole">The <c>role</c> setting that the session goes back to after it spoke for a grantor.</param>
internal sealed record SwapScene(NpgsqlConnection Connection, IReadOnlyList<SwapSubject> Subjects, TakenNames Names, IReadOnlyList<string?> DefaultHolders, string SessionRole)
{
    internal IReadOnlyList<uint> LiveOids { get; } = [.. Subjects.Select(subject => subject.LiveOid)];

    internal SwapSubject Of(uint liveOid) => Subjects.Single(subject => subject.LiveOid == liveOid);

    /// <summary>The tables as their names stand, without those that are not there and, for a preflight, without shadows.</summary>
    internal static async Task<SwapScene> ReadAsync(NpgsqlConnection connection, IReadOnlyList<SwapPair> pairs, CancellationToken ct)
    {
        var names = new TakenNames(connection);
        var subjects = new List<SwapSubject>();
        foreach (var pair in pairs)
        {
            var live = await TableHead.FindAsync(connection, pair.Live, ct);
            if (live is null)
            {
                continue;
            }

            var shadow = pair.Shadow is { } name ? await TableHead.FindAsync(connection, name, ct) : null;
            var retired = await names.TakeAsync(pair.Live.Schema, $"{pair.Live.Name}_old", ct);
            subjects.Add(new SwapSubject(live.Oid, pair.Live, live.Owner, shadow?.Oid ?? 0, pair.Shadow ?? default, new QualifiedTable(pair.Live.Schema, retired)));
        }

        return new SwapScene(connection, subjects, names, await HoldersAsync(connection, ct), await RoleAsync(connection, ct));
    }

    private static async Task<IReadOnlyList<string?>> HoldersAsync(NpgsqlConnection connection, CancellationToken ct) =>
        await CatalogQuery.ReadAsync(
            connection, "select distinct case when a.grantee <> 0 then pg_get_userbyid(a.grantee)::text end from pg_default_acl d, aclexplode(d.defaclacl) a",
            row => row.Text(0), ct);

    private static async Task<string> RoleAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select current_setting('role')", connection);
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}
