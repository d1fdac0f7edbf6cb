namespace BunnyDb.Postgres.Copy;

/// <summary>Counts the rows of a COPY stream that passes by in pieces of any size; never looks at a value.</summary>
internal abstract class RowCounter
{
    internal long Rows { get; private protected set; }

    internal static RowCounter For(bool isBinary) => isBinary ? new BinaryRowCounter() : new TextRowCounter();

    /// <summary>Counts on, with the stream's next bytes.</summary>
    internal abstract void Add(ReadOnlySpan<byte> piece);
}
