using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.SchemaChanges;

namespace BunnyDb.Unit.SchemaChanges;

/// <summary>Source tables in one line each.</summary>
internal static class SourceTables
{
    internal static SourceTable Table(long file, params SourceColumn[] columns) =>
        new(7, new QualifiedTable("public", "t"), new Dictionary<string, long> { ["7"] = file }, columns);

    internal static SourceColumn Column(int number, string name, params string[] missing) =>
        new(number, name, 23, -1, "integer", null, false, false, false, null, true, missing);

    internal static KnownSource Known(long file, params (int Number, string Name)[] columns) =>
        new(7, new Dictionary<string, long> { ["7"] = file }, columns.ToDictionary(column => column.Number, column => column.Name));
}
