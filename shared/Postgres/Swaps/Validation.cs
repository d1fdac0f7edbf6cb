using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Looks at the rows that constraints made NOT VALID in a swap have not looked at yet.</summary>
public static class Validation
{
    /// <summary>Run outside a transaction; readers and writers go on. A constraint that is gone or valid already counts as done.</summary>
    /// <returns>Those that rows violate: they stay NOT VALID.</returns>
    public static Task<IReadOnlyList<TableConstraint>> RunAsync(NpgsqlConnection connection, IReadOnlyList<TableConstraint> constraints, CancellationToken ct) =>
        throw new NotSupportedException();
}
