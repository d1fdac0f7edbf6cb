using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>One side of a running COPY. Unless it was brought to its end, disposing it cancels it.</summary>
internal sealed class RawCopy : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlRawCopyStream stream;
    private bool ended;

    private RawCopy(NpgsqlConnection connection, NpgsqlRawCopyStream stream) => (this.connection, this.stream) = (connection, stream);

    internal Stream Stream => stream;

    /// <summary>Begins COPY … TO STDOUT. The driver's text reader is a thin shell over the same raw stream.</summary>
    internal static async Task<RawCopy> ExportAsync(NpgsqlConnection source, CopyStatements statements, CancellationToken ct) =>
        new(source, statements.IsBinary
            ? await source.BeginRawBinaryCopyAsync(statements.Out, ct)
            : (NpgsqlRawCopyStream)(await source.BeginTextExportAsync(statements.Out, ct)).BaseStream);

    /// <summary>Begins COPY … FROM STDIN.</summary>
    internal static async Task<RawCopy> ImportAsync(NpgsqlConnection destination, CopyStatements statements, CancellationToken ct) =>
        new(destination, statements.IsBinary
            ? await destination.BeginRawBinaryCopyAsync(statements.In, ct)
            : (NpgsqlRawCopyStream)(await destination.BeginTextImportAsync(statements.In, ct)).BaseStream);

    /// <summary>
    /// The stream was read or written to its end. An import learns here whether the server took every row; the server may have much left to do,
    /// and the driver waits for it without asking a token, so a cancellation goes to the server.
    /// </summary>
    internal async Task CompleteAsync(CancellationToken ct)
    {
        ended = true;
        var completion = stream.DisposeAsync().AsTask();
        try
        {
            await completion.WaitAsync(ct);
        }
        catch (OperationCanceledException) when (!completion.IsCompleted)
        {
            await CancelOnServerAsync();
            await completion;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (ended)
        {
            return;
        }

        try
        {
            await stream.CancelAsync();
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            // The failure that led here is on its way up and tells more; the transaction is lost either way.
        }
    }

    private async Task CancelOnServerAsync()
    {
        await using var other = (NpgsqlConnection)((ICloneable)connection).Clone();
        await other.OpenAsync(CancellationToken.None);
        await using var cancel = new NpgsqlCommand("select pg_cancel_backend($1)", other);
        cancel.Parameters.AddWithValue(connection.ProcessID);
        await cancel.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
