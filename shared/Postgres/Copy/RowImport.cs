using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>Sends rows that are in one of COPY's formats already.</summary>
public static class RowImport
{
    /// <param name="copyIn">A <c>COPY … FROM STDIN</c> without options.</param>
    /// <param name="rows">In binary format with header and end, or in text format.</param>
    /// <exception cref="PostgresException">A row was refused; the transaction can only be rolled back.</exception>
    public static async Task RunAsync(NpgsqlConnection destination, string copyIn, bool isBinary, ReadOnlyMemory<byte> rows, CancellationToken ct)
    {
        var statement = isBinary ? $"{copyIn} (format binary)" : copyIn;
        await using var import = await RawCopy.ImportAsync(destination, new CopyStatements("", statement, isBinary), ct);
        await import.Stream.WriteAsync(rows, ct);
        await import.CompleteAsync(ct);
    }
}
