using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps.Carrying;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What our role would lack in the middle of a swap, although everything there is its own to alter: places to make things in, and names to speak of.</summary>
internal static class MissingPrivileges
{
    internal static async Task<IEnumerable<SwapObstacle>> FindAsync(
        SwapScene scene, IReadOnlyList<MaterializedView> materialized, IReadOnlyList<Dependant> dependants, CancellationToken ct) =>
        await CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("missing_privileges"), Obstacle, ct,
            CatalogQuery.Oids(scene.LiveOids),
            CatalogQuery.Oids(materialized.Select(view => view.Oid)),
            CatalogQuery.Oids(dependants.Where(dependant => dependant.Kind == DependantKind.View).Select(view => view.RelationOid)),
            CatalogQuery.Oids(dependants.Where(dependant => dependant.Kind == DependantKind.Function).Select(function => function.Oid)),
            CatalogQuery.Oids(dependants.Where(dependant => dependant is { Kind: DependantKind.Function, IsByRowType: true }).Select(function => function.Oid)),
            CatalogQuery.Oids(dependants.Where(dependant => dependant.Kind is DependantKind.Rule or DependantKind.Policy).Select(dependant => dependant.Oid)));

    private static SwapObstacle Obstacle(NpgsqlDataReader row)
    {
        var (what, kind, place, role) = (row.GetString(0), row.GetString(1), row.GetString(2), row.Text(3));
        var name = Identifiers.Quote(place);
        return (kind, row.GetString(4)) switch
        {
            ("schema", "create") when role is not null => new SwapObstacle(
                "owner_may_not_create", what, $"Its owner {role} may not create in schema {place}, and so cannot be given the new one.", $"grant create on schema {name} to {Identifiers.Quote(role)}."),
            (_, "create") => new SwapObstacle(
                "may_not_create", what, $"It is made again, and our role may not create in {kind} {place}.", $"grant create on {kind} {name} to the destination peer's role."),
            ("schema", "usage") => new SwapObstacle(
                "may_not_use", what, $"It is made again, and our role may not name what it uses of schema {place}.", $"grant usage on schema {name} to the destination peer's role."),
            ("language", "usage") => new SwapObstacle(
                "may_not_use", what, $"It is made anew, and our role may not use language {place}.",
                $"grant usage on language {name} to the destination peer's role; where the language is untrusted, that role must be a superuser."),
            ("role", "set") => new SwapObstacle(
                "may_not_set_role", what, $"It is given to its owner {place}, as which our role may not act: it is a member WITH SET FALSE.", $"grant {name} to the destination peer's role with set true."),
            var other => throw new NotSupportedException($"missing_privileges.sql gives {other}, which nobody reads."),
        };
    }
}
