using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Binary;

/// <summary>Writes the binary form of a value from its text.</summary>
/// <param name="text">As PostgreSQL prints it under the settings of our connections.</param>
/// <param name="binary">At least <see cref="BinaryEncoders.MostMore"/> bytes longer than the text.</param>
/// <returns>The form's length in bytes; -1: this is not a text that the encoder knows for certain, and PostgreSQL is to read it.</returns>
public delegate int BinaryEncoder(ReadOnlySpan<byte> text, Span<byte> binary);

/// <summary>
/// The types whose binary form can be made from the text without asking PostgreSQL, which spends more on reading a value from text than on storing it.
/// An encoder takes only what it knows to be read alike by the type's input function; odd values (infinity, years before Christ) are left to that.
/// Source: PostgreSQL's <c>*recv</c> functions.
/// </summary>
public static class BinaryEncoders
{
    /// <summary>How many bytes more than its text the binary form of a value may take.</summary>
    public const int MostMore = 16;

    private static readonly Dictionary<uint, BinaryEncoder> ByType = new()
    {
        [BuiltInTypes.Bool] = PlainEncoding.Bool,
        [BuiltInTypes.Bytea] = PlainEncoding.Bytea,
        [BuiltInTypes.Int8] = NumberEncoding.Int8,
        [BuiltInTypes.Int2] = NumberEncoding.Int2,
        [BuiltInTypes.Int4] = NumberEncoding.Int4,
        [BuiltInTypes.Text] = PlainEncoding.Text,
        [BuiltInTypes.Json] = PlainEncoding.Text,
        [BuiltInTypes.Float4] = NumberEncoding.Float4,
        [BuiltInTypes.Float8] = NumberEncoding.Float8,
        [BuiltInTypes.Bpchar] = PlainEncoding.Text,
        [BuiltInTypes.Varchar] = PlainEncoding.Text,
        [BuiltInTypes.Date] = TimeEncoding.Date,
        [BuiltInTypes.Timestamp] = TimeEncoding.Timestamp,
        [BuiltInTypes.Timestamptz] = TimeEncoding.TimestampWithZone,
        [BuiltInTypes.Numeric] = NumericEncoding.Numeric,
        [BuiltInTypes.Uuid] = PlainEncoding.Uuid,
        [BuiltInTypes.Jsonb] = PlainEncoding.Jsonb,
    };

    /// <param name="typeId">Of the column's type; of a domain, of the type that it is made from.</param>
    /// <returns>Null: values of the type are left to PostgreSQL.</returns>
    public static BinaryEncoder? Of(uint typeId) => ByType.GetValueOrDefault(typeId);
}
