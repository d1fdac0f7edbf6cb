using System.IO.Pipelines;
using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>
/// Moves rows from COPY … TO STDOUT to COPY … FROM STDIN as the bytes that they are. Reading and writing overlap, with a bounded buffer between.
/// </summary>
public static class CopyPump
{
    private const int PieceBytes = 64 * 1024;

    private static readonly PipeOptions Buffer = new(
        pauseWriterThreshold: 16 * PieceBytes, resumeWriterThreshold: 8 * PieceBytes, minimumSegmentSize: PieceBytes, useSynchronizationContext: false);

    /// <summary>
    /// Runs both statements to their end. On any failure, a cancellation too, the import is cancelled: its transaction is aborted and can only be rolled back.
    /// </summary>
    public static async Task<CopyTally> RunAsync(
        NpgsqlConnection source, NpgsqlConnection destination, CopyStatements statements, CancellationToken ct)
    {
        await using var import = await RawCopy.ImportAsync(destination, statements, ct);
        await using var export = await RawCopy.ExportAsync(source, statements, ct);
        var pipe = new Pipe(Buffer);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = ReadAsync(export.Stream, pipe.Writer, stop);
        var writing = WriteAsync(pipe.Reader, import.Stream, statements.IsBinary, stop);
        await Task.WhenAll(reading, writing);
        await export.CompleteAsync(ct);
        await import.CompleteAsync(ct);
        return await writing;
    }

    private static async Task ReadAsync(Stream from, PipeWriter to, CancellationTokenSource stop)
    {
        try
        {
            var unflushed = 0;
            int read;
            while ((read = await from.ReadAsync(to.GetMemory(PieceBytes / 4), stop.Token)) > 0)
            {
                to.Advance(read);
                unflushed += read;
                if (unflushed >= PieceBytes)
                {
                    unflushed = 0;
                    await to.FlushAsync(stop.Token);
                }
            }

            await to.CompleteAsync();
        }
        catch (Exception e)
        {
            await to.CompleteAsync(e);
            await stop.CancelAsync();
            throw;
        }
    }

    private static async Task<CopyTally> WriteAsync(PipeReader from, Stream to, bool isBinary, CancellationTokenSource stop)
    {
        try
        {
            var rows = RowCounter.For(isBinary);
            var bytes = 0L;
            ReadResult result;
            do
            {
                result = await from.ReadAsync(stop.Token);
                foreach (var piece in result.Buffer)
                {
                    rows.Add(piece.Span);
                    bytes += piece.Length;
                    await to.WriteAsync(piece, stop.Token);
                }

                from.AdvanceTo(result.Buffer.End);
            }
            while (!result.IsCompleted);

            await from.CompleteAsync();
            return new CopyTally(rows.Rows, bytes);
        }
        catch (Exception e)
        {
            await from.CompleteAsync(e);
            await stop.CancelAsync();
            throw;
        }
    }
}
