namespace BunnyDb.Postgres.Schema;

/// <summary>The single letters by which PostgreSQL's catalogs write closed sets.</summary>
internal static class CatalogLetters
{
    internal static TypeKind TypeKind(string letter) => letter switch
    {
        "b" => Schema.TypeKind.Base,
        "c" => Schema.TypeKind.Composite,
        "d" => Schema.TypeKind.Domain,
        "e" => Schema.TypeKind.Enum,
        "p" => Schema.TypeKind.Pseudo,
        "r" => Schema.TypeKind.Range,
        "m" => Schema.TypeKind.Multirange,
        _ => throw Unknown("pg_type.typtype", letter),
    };

    internal static RelationKind RelationKind(string letter) => letter switch
    {
        "r" => Schema.RelationKind.Table,
        "p" => Schema.RelationKind.PartitionedTable,
        "v" => Schema.RelationKind.View,
        "m" => Schema.RelationKind.MaterializedView,
        "f" => Schema.RelationKind.ForeignTable,
        "S" => Schema.RelationKind.Sequence,
        "i" or "I" => Schema.RelationKind.Index,
        "c" => Schema.RelationKind.CompositeType,
        "t" => Schema.RelationKind.ToastTable,
        _ => throw Unknown("pg_class.relkind", letter),
    };

    internal static Persistence Persistence(string letter) => letter switch
    {
        "p" => Schema.Persistence.Permanent,
        "u" => Schema.Persistence.Unlogged,
        "t" => Schema.Persistence.Temporary,
        _ => throw Unknown("pg_class.relpersistence", letter),
    };

    internal static ReplicaIdentity ReplicaIdentity(string letter) => letter switch
    {
        "d" => Schema.ReplicaIdentity.Default,
        "n" => Schema.ReplicaIdentity.Nothing,
        "f" => Schema.ReplicaIdentity.Full,
        "i" => Schema.ReplicaIdentity.Index,
        _ => throw Unknown("pg_class.relreplident", letter),
    };

    internal static IdentityKind? IdentityKind(string letter) => letter switch
    {
        "" => null,
        "a" => Schema.IdentityKind.Always,
        "d" => Schema.IdentityKind.ByDefault,
        _ => throw Unknown("pg_attribute.attidentity", letter),
    };

    internal static ConstraintKind ConstraintKind(string letter) => letter switch
    {
        "p" => Schema.ConstraintKind.PrimaryKey,
        "u" => Schema.ConstraintKind.Unique,
        "c" => Schema.ConstraintKind.Check,
        "x" => Schema.ConstraintKind.Exclusion,
        _ => throw Unknown("pg_constraint.contype", letter),
    };

    /// <summary>The SQL of <c>pg_constraint.confupdtype</c> and <c>confdeltype</c>.</summary>
    internal static string ForeignKeyAction(string letter) => letter switch
    {
        "a" => "no action",
        "r" => "restrict",
        "c" => "cascade",
        "n" => "set null",
        "d" => "set default",
        _ => throw Unknown("pg_constraint.confdeltype", letter),
    };

    private static NotSupportedException Unknown(string column, string letter) =>
        new($"This PostgreSQL has a {column} '{letter}', which this version of BunnyDb does not know.");
}
