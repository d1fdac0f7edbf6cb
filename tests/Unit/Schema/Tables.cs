using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Unit.Schema;

/// <summary>Shapes for tests: a table with the columns id, a, b, numbered from 1.</summary>
internal static class Tables
{
    internal static readonly ColumnType Int = new(23, "integer", "int4", IsBuiltIn: true, TypeKind.Base, null);

    internal static TableShape Plain(params IndexShape[] indexes) => new(
        1, new QualifiedTable("s", "t"), RelationKind.Table, Persistence.Permanent, IsSystem: false, IsPartition: false, HasChildren: false,
        ReplicaIdentity.Default, [], 0, [Column(1, "id"), Column(2, "a"), Column(3, "b")], [], indexes, [], [], []);

    internal static ColumnShape Column(int number, string name) => new(number, name, Int, null, IsNotNull: false, null, IsGenerated: false, null, []);

    internal static IndexShape Index(uint oid, string definition, bool isUnique = false, bool isPrimary = false, bool isIdentity = false, bool isImmediate = true, params int[] columns) =>
        new(oid, $"index_{oid}", isUnique, isPrimary, isIdentity, isImmediate, definition, columns, IsPlain: true, []);

    internal static TableShape With(this TableShape table, params ConstraintShape[] constraints) => table with { Constraints = constraints };

    internal static ConstraintShape PrimaryKey(string definition, uint index, params int[] columns) => new("pk", ConstraintKind.PrimaryKey, definition, columns, index, IsValidated: true);
}
