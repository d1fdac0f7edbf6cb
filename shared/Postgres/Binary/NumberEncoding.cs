using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace BunnyDb.Postgres.Binary;

/// <summary>Numbers of a fixed size: big-endian, as the machine holds them.</summary>
internal static class NumberEncoding
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    internal static int Int2(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (!Utf8Parser.TryParse(text, out short value, out var read) || read != text.Length)
        {
            return -1;
        }

        BinaryPrimitives.WriteInt16BigEndian(binary, value);
        return sizeof(short);
    }

    internal static int Int4(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (!Utf8Parser.TryParse(text, out int value, out var read) || read != text.Length)
        {
            return -1;
        }

        BinaryPrimitives.WriteInt32BigEndian(binary, value);
        return sizeof(int);
    }

    internal static int Int8(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (!Utf8Parser.TryParse(text, out long value, out var read) || read != text.Length)
        {
            return -1;
        }

        BinaryPrimitives.WriteInt64BigEndian(binary, value);
        return sizeof(long);
    }

    /// <summary>Both sides take the nearest number that the type has.</summary>
    internal static int Float4(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (!float.TryParse(text, Plain, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
        {
            return -1;
        }

        BinaryPrimitives.WriteSingleBigEndian(binary, value);
        return sizeof(float);
    }

    internal static int Float8(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (!double.TryParse(text, Plain, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return -1;
        }

        BinaryPrimitives.WriteDoubleBigEndian(binary, value);
        return sizeof(double);
    }
}
