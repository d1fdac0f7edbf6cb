using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>Something outside of some relations that depends on them, on their row types, or on their indexes and constraints.</summary>
/// <param name="RelationOid">Of a rule, constraint or policy: whose it is; 0 for others.</param>
/// <param name="Relation">Its name; empty parts for others.</param>
/// <param name="RelationKind"><c>pg_class.relkind</c>.</param>
/// <param name="MayAlter">Our role has the rights of the owner.</param>
/// <param name="MayLock">And a privilege to lock the relation with.</param>
/// <param name="IsTemporary">It, or its relation, lies in a session's temporary schema.</param>
internal sealed record Dependant(
    DependantKind Kind, uint Oid, bool IsByRowType, uint RelationOid, QualifiedTable Relation, string RelationKind, string Owner, bool MayAlter, bool MayLock, bool IsTemporary,
    string Description)
{
    /// <summary>Among its columns are <c>catalog</c>, <c>objid</c> and <c>description</c>.</summary>
    internal static string Sql { get; } = SqlFile.Read("dependants");

    internal static Task<List<Dependant>> ReadAsync(NpgsqlConnection connection, IEnumerable<uint> relations, CancellationToken ct) =>
        CatalogQuery.ReadAsync(connection, Sql, Read, ct, CatalogQuery.Oids(relations));

    private static Dependant Read(NpgsqlDataReader row)
    {
        var (catalog, letter, isByRowType) = (row.GetString(0), row.Text(3) ?? "", row.GetBoolean(2));
        var kind = (catalog, letter) switch
        {
            ("pg_rewrite", "v") when row.GetBoolean(9) => DependantKind.View,
            ("pg_rewrite", "m") => DependantKind.MaterializedView,
            ("pg_rewrite", _) => DependantKind.Rule,
            ("pg_policy", _) => DependantKind.Policy,
            ("pg_proc", "f" or "p") => DependantKind.Function,
            ("pg_constraint", "r") when row.GetString(10) == "f" => DependantKind.ForeignKey,
            ("pg_publication_rel", _) => DependantKind.Publication,
            ("pg_class", "S") when !isByRowType => DependantKind.SerialSequence,
            _ => DependantKind.Unknown,
        };
        return new Dependant(
            kind, row.Oid(1), isByRowType, row.IsDBNull(4) ? 0 : row.Oid(4), new QualifiedTable(row.Text(5) ?? "", row.Text(6) ?? ""), letter,
            row.Text(7) ?? "", row.IsDBNull(8) || row.GetBoolean(8), row.GetBoolean(12), row.GetBoolean(13), row.GetString(11));
    }
}
