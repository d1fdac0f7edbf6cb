using System.Globalization;

namespace BunnyDb.Postgres.Verification;

/// <summary>A chunk of a table whose rows differ between the two sides.</summary>
/// <param name="Chunk">1 to <see cref="TableComparison.Chunks"/>.</param>
public sealed record ChunkDifference(int Chunk, long SourceRows, long DestinationRows)
{
    /// <summary>For an operator; it holds counts and never a row's value.</summary>
    public string Message => SourceRows == DestinationRows
        ? string.Create(CultureInfo.InvariantCulture, $"chunk {Chunk} of {TableComparison.Chunks}: {SourceRows:N0} rows on both sides, with other content")
        : string.Create(CultureInfo.InvariantCulture, $"chunk {Chunk} of {TableComparison.Chunks}: {SourceRows:N0} rows on the source, {DestinationRows:N0} on the destination");
}
