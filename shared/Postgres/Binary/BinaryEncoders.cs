namespace BunnyDb.Postgres.Binary;

/// <summary>Writes the binary form of a value from its text.</summary>
/// <param name="text">As PostgreSQL prints it under the settings of our connections.</param>
/// <param name="binary">At least <see cref="BinaryEncoders.MostMore"/> bytes longer than the text.</param>
/// <returns>The form's length in bytes; -1: this is not a text that the encoder knows for certain, and PostgreSQL is to read it.</returns>
public delegate int BinaryEncoder(ReadOnlySpan<byte> text, Span<byte> binary);

/// <summary>
/// The types whose binary form can be made from the text without asking PostgreSQL, which spends more on reading a value from text than on storing it.
/// An encoder takes only what it knows to be read alike by the type's input function; odd values (infinity, years before Christ) are left to that.
/// Source: PostgreSQL's <c>*recv</c> functions; the ids are those of pg_type.dat, the same on every server.
/// </summary>
public static class BinaryEncoders
{
    /// <summary>How many bytes more than its text the binary form of a value may take.</summary>
    public const int MostMore = 16;

    private static readonly Dictionary<uint, BinaryEncoder> ByType = new()
    {
        [16] = PlainEncoding.Bool,
        [17] = PlainEncoding.Bytea,
        [20] = NumberEncoding.Int8,
        [21] = NumberEncoding.Int2,
        [23] = NumberEncoding.Int4,
        [25] = PlainEncoding.Text,
        [114] = PlainEncoding.Text,
        [700] = NumberEncoding.Float4,
        [701] = NumberEncoding.Float8,
        [1042] = PlainEncoding.Text,
        [1043] = PlainEncoding.Text,
        [1082] = TimeEncoding.Date,
        [1114] = TimeEncoding.Timestamp,
        [1184] = TimeEncoding.TimestampWithZone,
        [1700] = NumericEncoding.Numeric,
        [2950] = PlainEncoding.Uuid,
        [3802] = PlainEncoding.Jsonb,
    };

    /// <param name="typeId">Of the column's type; of a domain, of the type that it is made from.</param>
    /// <returns>Null: values of the type are left to PostgreSQL.</returns>
    public static BinaryEncoder? Of(uint typeId) => ByType.GetValueOrDefault(typeId);
}
