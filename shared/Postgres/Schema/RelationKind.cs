namespace BunnyDb.Postgres.Schema;

/// <summary>What stands behind a name (<c>pg_class.relkind</c>).</summary>
public enum RelationKind
{
    Table,
    PartitionedTable,
    View,
    MaterializedView,
    ForeignTable,
    Sequence,
    Index,
    CompositeType,
    ToastTable,
}
