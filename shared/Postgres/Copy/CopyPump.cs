using System.Buffers;
using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>
/// Moves rows from COPY … TO STDOUT to COPY … FROM STDIN as the bytes that they are. The source sends row by row; they are gathered, so that the
/// destination is written to once for hundreds of them. Both servers work meanwhile, each from its own socket: a second buffer here, with a task to either side,
/// costs two to three times the processor time and makes nothing faster, for chunks are copied beside one another.
/// </summary>
public static class CopyPump
{
    /// <summary>As much as the driver's buffers hold: what is passed on is not copied once more.</summary>
    private const int PieceBytes = 64 * 1024;

    /// <summary>
    /// Runs both statements to their end. On any failure, a cancellation too, the import is cancelled: its transaction is aborted and can only be rolled back.
    /// </summary>
    public static async Task<CopyTally> RunAsync(
        NpgsqlConnection source, NpgsqlConnection destination, CopyStatements statements, CancellationToken ct)
    {
        await using var import = await RawCopy.ImportAsync(destination, statements, ct);
        await using var export = await RawCopy.ExportAsync(source, statements, ct);
        var tally = await MoveAsync(export.Stream, import.Stream, statements.IsBinary, ct);
        await export.CompleteAsync(ct);
        await import.CompleteAsync(ct);
        return tally;
    }

    private static async Task<CopyTally> MoveAsync(Stream from, Stream to, bool isBinary, CancellationToken ct)
    {
        var rows = RowCounter.For(isBinary);
        var bytes = 0L;
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int filled;
            while ((filled = await from.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, ct)) > 0)
            {
                rows.Add(piece.AsSpan(0, filled));
                bytes += filled;
                await to.WriteAsync(piece.AsMemory(0, filled), ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return new CopyTally(rows.Rows, bytes);
    }
}
