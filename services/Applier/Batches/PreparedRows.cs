using BunnyDb.Postgres.Binary;
using BunnyDb.Postgres.Copy;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Rows as COPY will carry them: in binary where every value's binary form is known for certain, which spares the destination more than it costs us,
/// and otherwise as they were planned.
/// </summary>
internal sealed class PreparedRows : IDisposable
{
    private readonly RowBuffer rows;
    private readonly RowsIn to;
    private readonly bool isBinary;

    private PreparedRows(RowBuffer rows, RowsIn to, bool isBinary) => (this.rows, this.to, this.isBinary) = (rows, to, isBinary);

    /// <summary>Null: there are none.</summary>
    /// <param name="write">Writes them in COPY's text format and says how many they are.</param>
    /// <param name="count">How many there are.</param>
    internal static PreparedRows? TryOf(RowsIn to, Func<RowBuffer, int> write, out int count)
    {
        var text = new RowBuffer();
        count = write(text);
        if (count == 0)
        {
            text.Dispose();
            return null;
        }

        if (to.Encoders is { } encoders && BinaryOf(text, encoders) is { } binary)
        {
            text.Dispose();
            return new PreparedRows(binary, to, isBinary: true);
        }

        return new PreparedRows(text, to, isBinary: false);
    }

    internal Task SendAsync(NpgsqlConnection connection, CancellationToken ct) => RowImport.RunAsync(connection, to.Statement, isBinary, rows.Memory, ct);

    public void Dispose() => rows.Dispose();

    private static RowBuffer? BinaryOf(RowBuffer text, IReadOnlyList<BinaryEncoder> encoders)
    {
        var binary = new RowBuffer();
        using var value = new RowBuffer();
        if (BinaryRows.TryWrite(text.Memory.Span, encoders, binary, value))
        {
            return binary;
        }

        binary.Dispose();
        return null;
    }
}
