using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Looks at the rows that constraints which were made NOT VALID have not looked at yet.</summary>
public static class Validation
{
    /// <summary>Run outside a transaction; readers and writers go on. A constraint that is gone or valid already counts as done.</summary>
    /// <returns>Those that rows violate: they stay NOT VALID.</returns>
    public static async Task<IReadOnlyList<TableConstraint>> RunAsync(NpgsqlConnection connection, IReadOnlyList<TableConstraint> constraints, CancellationToken ct)
    {
        var violated = new List<TableConstraint>();
        foreach (var constraint in constraints)
        {
            if (await IsWaitingAsync(connection, constraint, ct) && !await TryValidateAsync(connection, constraint, ct))
            {
                violated.Add(constraint);
            }
        }

        return violated;
    }

    private static async Task<bool> TryValidateAsync(NpgsqlConnection connection, TableConstraint constraint, CancellationToken ct)
    {
        try
        {
            await connection.RunAsync(ConstraintDdl.Validate(constraint.Table, constraint.Name), ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.CheckViolation)
        {
            return false;
        }
    }

    private static async Task<bool> IsWaitingAsync(NpgsqlConnection connection, TableConstraint constraint, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(
            connection,
            """
            select k.oid from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = $1 and c.relname = $2 and k.conname = $3 and not k.convalidated
            """,
            row => row.Oid(0), ct, Text(constraint.Table.Schema), Text(constraint.Table.Name), Text(constraint.Name))).Count > 0;

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };
}
