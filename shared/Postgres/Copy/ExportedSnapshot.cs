using BunnyDb.Contracts.Faults;
using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>The snapshot that a lane's slot began with; it lives as long as the reader's connection that exported it.</summary>
public static class ExportedSnapshot
{
    /// <summary>Makes a fresh repeatable-read transaction see what the snapshot sees, read only.</summary>
    /// <exception cref="FaultException"><see cref="FaultCode.SnapshotLost"/>: whoever exported it is gone; the reader opens the lane again.</exception>
    public static async Task ImportAsync(NpgsqlTransaction transaction, string? snapshotName, CancellationToken ct)
    {
        if (snapshotName is null)
        {
            throw Lost(null);
        }

        try
        {
            await using var import = new NpgsqlCommand(
                $"set transaction read only; set transaction snapshot {Identifiers.Literal(snapshotName)}", transaction.Connection, transaction);
            await import.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.UndefinedObject
            or PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            throw Lost(e);
        }
    }

    private static FaultException Lost(PostgresException? cause) => new(
        new Fault(
            FaultKind.Transient, FaultCode.SnapshotLost, "The snapshot of this copy is gone, because the reader that held it ended.",
            "Nothing to do: the reader opens the lane again and the copy starts over. Check that a reader runs if this stays.",
            SqlState: cause?.SqlState), cause);
}
