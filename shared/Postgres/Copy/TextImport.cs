using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>Sends rows that are in COPY's text format already.</summary>
public static class TextImport
{
    /// <param name="copyIn">A <c>COPY … FROM STDIN</c> in text format.</param>
    /// <exception cref="PostgresException">A row was refused; the transaction can only be rolled back.</exception>
    public static async Task RunAsync(NpgsqlConnection destination, string copyIn, ReadOnlyMemory<byte> rows, CancellationToken ct)
    {
        await using var import = await RawCopy.ImportAsync(destination, new CopyStatements("", copyIn, IsBinary: false), ct);
        await import.Stream.WriteAsync(rows, ct);
        await import.CompleteAsync(ct);
    }
}
