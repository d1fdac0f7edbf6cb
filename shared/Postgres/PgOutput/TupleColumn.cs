using System.Text;

namespace BunnyDb.Postgres.PgOutput;

/// <summary>One column of a row image: a view into its frame, valid as long as that is. <c>default</c> is not a column.</summary>
public readonly record struct TupleColumn(TupleColumnKind Kind, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The value as PostgreSQL printed it; null for NULL.</summary>
    /// <exception cref="InvalidOperationException">The column has no text: unchanged, or binary.</exception>
    public string? Text => Kind switch
    {
        TupleColumnKind.Null => null,
        TupleColumnKind.Text => Encoding.UTF8.GetString(Bytes.Span),
        _ => throw new InvalidOperationException($"A column of kind {Kind} has no text."),
    };

    // Row values must not reach a log through a record's printing.
    public override string ToString() => $"{Kind} of {Bytes.Length} bytes";
}

/// <summary>The value is pgoutput's letter.</summary>
public enum TupleColumnKind : byte
{
    Null = (byte)'n',

    /// <summary>A TOASTed value that the update did not touch: it is not in the WAL, the destination's value stays.</summary>
    Unchanged = (byte)'u',

    Text = (byte)'t',

    Binary = (byte)'b',
}
