using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Makes the empty table that a resync fills.</summary>
public static class ShadowMaker
{
    /// <summary>
    /// A table with the live one's columns, defaults, storage, options and owner, but without its keys, indexes and identity, which come after the rows, and
    /// with privileges for nobody.
    /// </summary>
    /// <param name="wantedName">In the live table's schema; a variant of it is taken where something has that name.</param>
    public static Task<ShadowTable> MakeAsync(NpgsqlTransaction transaction, QualifiedTable live, string wantedName, CancellationToken ct) =>
        throw new NotSupportedException();

    /// <summary>Drops the shadow, never with CASCADE; does nothing when the name now belongs to another table.</summary>
    public static Task DropAsync(NpgsqlConnection connection, QualifiedTable name, uint oid, CancellationToken ct) => throw new NotSupportedException();
}

/// <summary>A shadow by name and oid, so that nothing else is ever taken for it.</summary>
public sealed record ShadowTable(QualifiedTable Name, uint Oid);
