namespace BunnyDb.Postgres.Copy;

/// <summary>In text format every row ends with a newline, and a newline inside a value is written as <c>\n</c>.</summary>
internal sealed class TextRowCounter : RowCounter
{
    internal override void Add(ReadOnlySpan<byte> piece) => Rows += piece.Count((byte)'\n');
}
