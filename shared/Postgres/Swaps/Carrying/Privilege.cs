using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>One privilege on a relation, one of its columns, or a function.</summary>
/// <param name="Column">Null for all of the object.</param>
/// <param name="Grantor">Who gave it, as far as our role may speak for them; otherwise the owner.</param>
/// <param name="Grantee">Null for PUBLIC.</param>
internal sealed record Privilege(string? Column, string Grantor, string? Grantee, string Name, bool IsGrantable, bool IsByOwner)
{
    /// <summary>Of relations, by oid.</summary>
    internal static async Task<ILookup<uint, Privilege>> ReadAsync(NpgsqlConnection connection, IEnumerable<uint> relations, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(
            connection, SqlFile.Read("privileges"),
            row => (Oid: row.Oid(0), Privilege: new Privilege(
                row.Text(1), row.GetString(2), row.Text(3), row.GetString(4), row.GetBoolean(5), row.GetBoolean(7) || !row.GetBoolean(6))),
            ct, CatalogQuery.Oids(relations))).ToLookup(row => row.Oid, row => row.Privilege);

    /// <summary>
    /// Takes everything from everybody and gives exactly the wanted privileges, each after the one that its grantor gives it by.
    /// </summary>
    /// <param name="on"><c>table "s"."t"</c>.</param>
    /// <param name="holders">Who may have something now; null is PUBLIC.</param>
    /// <param name="sessionRole">The <c>role</c> setting to go back to.</param>
    internal static IEnumerable<string> Statements(string on, IEnumerable<string?> holders, IReadOnlyList<Privilege> wanted, string sessionRole)
    {
        yield return $"revoke all on {on} from {string.Join(", ", holders.Distinct().Select(Role))}";
        foreach (var group in Ordered(wanted).GroupAdjacent(privilege => (privilege.IsByOwner ? null : privilege.Grantor, privilege.Grantee, privilege.IsGrantable)))
        {
            var (grantor, grantee, isGrantable) = group.Key;
            var privileges = group.Items.Select(privilege => privilege.Name + (privilege.Column is null ? "" : $" ({Identifiers.Quote(privilege.Column)})"));
            var grant = $"grant {string.Join(", ", privileges)} on {on} to {Role(grantee)}{(isGrantable ? " with grant option" : "")}";
            if (grantor is null)
            {
                yield return grant;
                continue;
            }

            yield return $"set local role {Identifiers.Quote(grantor)}";
            yield return grant;
            yield return $"set local role {(sessionRole == "none" ? "none" : Identifiers.Quote(sessionRole))}";
        }
    }

    /// <summary>A grantor's own privilege, with grant option, comes before what they gave on.</summary>
    private static List<Privilege> Ordered(IReadOnlyList<Privilege> wanted)
    {
        var ordered = wanted.Where(privilege => privilege.IsByOwner).ToList();
        var waiting = wanted.Where(privilege => !privilege.IsByOwner).ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.FindIndex(privilege => ordered.Any(source =>
                source.IsGrantable && source.Grantee == privilege.Grantor && source.Name == privilege.Name && (source.Column is null || source.Column == privilege.Column)));
            next = Math.Max(next, 0);
            ordered.Add(waiting[next]);
            waiting.RemoveAt(next);
        }

        return ordered;
    }

    private static string Role(string? role) => role is null ? "public" : Identifiers.Quote(role);
}
