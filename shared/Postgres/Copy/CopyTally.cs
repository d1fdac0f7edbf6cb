namespace BunnyDb.Postgres.Copy;

/// <summary>What a copy moved. <c>default</c> is a copy of nothing.</summary>
/// <param name="Rows">Rows, counted in the stream itself.</param>
/// <param name="Bytes">Bytes of the COPY stream, framing included.</param>
public readonly record struct CopyTally(long Rows, long Bytes);
