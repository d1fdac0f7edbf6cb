using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>One side of a running COPY. Unless it was brought to its end, disposing it cancels it.</summary>
internal sealed class RawCopy : IAsyncDisposable
{
    private readonly NpgsqlRawCopyStream stream;
    private bool ended;

    private RawCopy(NpgsqlRawCopyStream stream) => this.stream = stream;

    internal Stream Stream => stream;

    /// <summary>Begins COPY … TO STDOUT. The driver's text reader is a thin shell over the same raw stream.</summary>
    internal static async Task<RawCopy> ExportAsync(NpgsqlConnection source, CopyStatements statements, CancellationToken ct) =>
        new(statements.IsBinary
            ? await source.BeginRawBinaryCopyAsync(statements.Out, ct)
            : (NpgsqlRawCopyStream)(await source.BeginTextExportAsync(statements.Out, ct)).BaseStream);

    /// <summary>Begins COPY … FROM STDIN.</summary>
    internal static async Task<RawCopy> ImportAsync(NpgsqlConnection destination, CopyStatements statements, CancellationToken ct) =>
        new(statements.IsBinary
            ? await destination.BeginRawBinaryCopyAsync(statements.In, ct)
            : (NpgsqlRawCopyStream)(await destination.BeginTextImportAsync(statements.In, ct)).BaseStream);

    /// <summary>The stream was read or written to its end. An import learns here whether the server took every row.</summary>
    internal async Task CompleteAsync()
    {
        ended = true;
        await stream.DisposeAsync();
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
}
