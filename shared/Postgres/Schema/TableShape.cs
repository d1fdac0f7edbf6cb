using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>A table (or what stands in its place) as the catalogs of one server describe it at one moment.</summary>
/// <param name="IsPartition">It is a partition of another table.</param>
/// <param name="HasChildren">Other tables inherit from it without being partitions.</param>
/// <param name="IdentityColumns">What names an old row in the WAL: columns of the primary key or of the chosen index, in order; empty when there is none or the identity is FULL.</param>
/// <param name="EstimatedRows">The planner's figure; -1 when nobody has counted yet.</param>
/// <param name="Constraints">The primary key first.</param>
/// <param name="Indexes">The valid ones, also those behind constraints; the primary key's first, then the replica identity's.</param>
public sealed record TableShape(
    uint Oid,
    QualifiedTable Name,
    RelationKind Kind,
    Persistence Persistence,
    bool IsSystem,
    bool IsPartition,
    bool HasChildren,
    ReplicaIdentity Identity,
    IReadOnlyList<string> IdentityColumns,
    long EstimatedRows,
    IReadOnlyList<ColumnShape> Columns,
    IReadOnlyList<ConstraintShape> Constraints,
    IReadOnlyList<IndexShape> Indexes,
    IReadOnlyList<ForeignKeyShape> ForeignKeys,
    IReadOnlyList<SequenceShape> Sequences,
    IReadOnlyList<ForeignObject> ForeignObjects)
{
    public bool IsOrdinary => Kind is RelationKind.Table or RelationKind.PartitionedTable;

    public ConstraintShape? PrimaryKey => Constraints.FirstOrDefault(constraint => constraint.Kind == ConstraintKind.PrimaryKey);

    /// <summary>Changes can be told of: a published table without this refuses its application's UPDATE and DELETE.</summary>
    public bool HasIdentity => Identity == ReplicaIdentity.Full || IdentityColumns.Count > 0;

    public ColumnShape? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>Numbers of the columns that a mirror leaves out: the excluded ones and those that are computed from them.</summary>
    public IReadOnlySet<int> LeftOut(IReadOnlyList<string> excludeColumns)
    {
        var leftOut = Columns.Where(column => excludeColumns.Contains(column.Name)).Select(column => column.Number).ToHashSet();
        leftOut.UnionWith(Columns.Where(column => column.IsGenerated && column.ComputedFrom.Any(leftOut.Contains)).Select(column => column.Number).ToList());
        return leftOut;
    }
}
