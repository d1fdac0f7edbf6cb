using Npgsql;

namespace BunnyDb.Postgres.Verification;

/// <summary>
/// Whether two tables hold the same rows. Each side is read once, both at the same time; what travels is a count and two hash sums for each of
/// <see cref="Chunks"/> chunks, into which a hash of a row's key sorts the rows.
/// </summary>
/// <remarks>
/// What is compared is text, as the types' output functions print it under the settings of <see cref="Connections.PeerConnections"/>; where the
/// declarations differ and the destination's type is built in, the source's value passes through that type first. So:
/// values of different enums, composites or extension types are equal when they print alike; a value that the destination's type refuses is an error
/// of class 22, for it cannot be there; a row whose text exceeds 1 GB cannot be compared (54000, or XX000). Columns that only one side has, or that only one
/// side computes, are not compared. Servers of different byte order hash differently and would always differ.
/// A row of three integers and a text of 40 bytes takes about 0.75 µs of one processor on each side; parallel workers share a scan where the server lets them.
/// </remarks>
public static class TableComparison
{
    /// <summary>A power of two.</summary>
    public const int Chunks = 64;

    /// <summary>The chunks that differ; empty: the tables are equal.</summary>
    /// <param name="source">
    /// Opened by <see cref="Connections.PeerConnections"/>, inside a repeatable-read transaction; likewise <paramref name="destination"/>. That both snapshots
    /// show the same point of the source is the caller's doing.
    /// </param>
    /// <exception cref="Contracts.Faults.FaultException">A table is missing.</exception>
    /// <exception cref="PostgresException">A server refused, e.g. because row-level security would have hidden rows.</exception>
    public static async Task<IReadOnlyList<ChunkDifference>> CompareAsync(
        NpgsqlConnection source, NpgsqlConnection destination, VerifiedTable table, CancellationToken ct)
    {
        var columns = await ComparedColumns.ReadAsync(source, destination, table, ct);
        var isRecoded = Encoding(source) != Encoding(destination);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sides = await Task.WhenAll(
            ScanAsync(source, columns.OnSource(isRecoded), either),
            ScanAsync(destination, columns.OnDestination(isRecoded), either));
        return
        [
            .. Enumerable.Range(0, Chunks)
                .Select(chunk => (chunk, Source: sides[0].GetValueOrDefault(chunk), Destination: sides[1].GetValueOrDefault(chunk)))
                .Where(pair => pair.Source != pair.Destination)
                .Select(pair => new ChunkDifference(pair.chunk + 1, pair.Source.Rows, pair.Destination.Rows)),
        ];
    }

    /// <param name="either">Cancelled when this side fails, so that the other does not read on for nothing.</param>
    private static async Task<Dictionary<int, ChunkDigest>> ScanAsync(NpgsqlConnection side, string statement, CancellationTokenSource either)
    {
        try
        {
            await using var command = new NpgsqlCommand(statement, side);
            await using var reader = await command.ExecuteReaderAsync(either.Token);
            var digests = new Dictionary<int, ChunkDigest>();
            while (await reader.ReadAsync(either.Token))
            {
                digests.Add(reader.GetInt32(0), new ChunkDigest(reader.GetInt64(1), reader.GetString(2), reader.GetString(3)));
            }

            return digests;
        }
        catch
        {
            await either.CancelAsync();
            throw;
        }
    }

    private static string Encoding(NpgsqlConnection side) => side.PostgresParameters["server_encoding"];
}
