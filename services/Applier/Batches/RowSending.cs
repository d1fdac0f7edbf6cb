using BunnyDb.Postgres.Copy;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Copies planned rows into a table: in binary where every value's binary form is known for certain, which spares the destination more than it costs us,
/// and otherwise as they are.
/// </summary>
internal sealed class RowSending(NpgsqlConnection connection) : IDisposable
{
    private readonly RowBuffer binary = new();
    private readonly RowBuffer value = new();

    /// <param name="text">Rows in COPY's text format.</param>
    internal Task SendAsync(RowsIn to, ReadOnlyMemory<byte> text, CancellationToken ct)
    {
        binary.Clear();
        return to.Encoders is { } encoders && BinaryRows.TryWrite(text.Span, encoders, binary, value)
            ? RowImport.RunAsync(connection, to.Statement, isBinary: true, binary.Memory, ct)
            : RowImport.RunAsync(connection, to.Statement, isBinary: false, text, ct);
    }

    public void Dispose()
    {
        binary.Dispose();
        value.Dispose();
    }
}
