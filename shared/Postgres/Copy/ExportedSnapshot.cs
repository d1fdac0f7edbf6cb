using System.Data;
using BunnyDb.Contracts.Faults;
using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>The snapshot that a lane's slot began with; it lives as long as the reader's connection that exported it.</summary>
public static class ExportedSnapshot
{
    /// <summary>Begins a read-only transaction that sees what the snapshot sees.</summary>
    /// <param name="name">As the reader wrote it into the catalog; null: it has exported none.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.SnapshotLost"/>: whoever exported it is gone; the reader opens the lane again.</exception>
    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection source, string? name, CancellationToken ct)
    {
        if (name is null)
        {
            throw Lost();
        }

        var transaction = await source.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        try
        {
            await using var import = new NpgsqlCommand(
                $"set transaction read only; set transaction snapshot {Identifiers.Literal(name)}", source, transaction);
            await import.ExecuteNonQueryAsync(ct);
            return transaction;
        }
        catch (Exception e)
        {
            await transaction.DisposeAsync();
            if (e is PostgresException { SqlState: PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.UndefinedObject
                or PostgresErrorCodes.ObjectNotInPrerequisiteState })
            {
                throw Lost(e);
            }

            throw;
        }
    }

    /// <summary>The fault, which is said too when the destination shows that another generation of the copy has begun.</summary>
    public static FaultException Lost(Exception? cause = null) => new(
        new Fault(
            FaultKind.Transient, FaultCode.SnapshotLost, "The snapshot of this copy is gone, because the reader that held it ended.",
            "Nothing to do: the reader opens the lane again and the copy starts over. Check that a reader runs if this stays.",
            SqlState: (cause as PostgresException)?.SqlState), cause);
}
