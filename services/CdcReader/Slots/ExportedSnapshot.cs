using BunnyDb.Postgres;
using Npgsql;

namespace BunnyDb.CdcReader.Slots;

/// <summary>Whether a snapshot can still be imported, asked the only sure way: by importing it.</summary>
internal static class ExportedSnapshot
{
    internal static async Task<bool> IsAliveAsync(NpgsqlConnection source, string name, CancellationToken ct)
    {
        await using var transaction = await source.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var import = new NpgsqlCommand($"set transaction snapshot {Identifiers.Literal(name)}", source, transaction);
        try
        {
            await import.ExecuteNonQueryAsync(ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.UndefinedObject
            or PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            // Its file is gone (22023, from PostgreSQL 17 on 42704), or its owner is (55000).
            return false;
        }
    }
}
