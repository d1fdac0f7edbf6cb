using System.Buffers.Binary;

namespace BunnyDb.Postgres.Binary;

/// <summary>
/// numeric: how many groups of four decimal digits, the weight of the first (of 10,000), the sign, how many digits are printed behind the point, and the
/// groups. Source: <c>numeric_recv</c>.
/// </summary>
internal static class NumericEncoding
{
    private const int GroupDigits = 4;
    private const int HeaderBytes = 4 * sizeof(short);
    private const ushort Negative = 0x4000;

    /// <summary>More digits than this on a side are left to PostgreSQL, which has bounds for them.</summary>
    private const int MostDigits = 10_000;

    internal static int Numeric(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        var isNegative = text is [(byte)'-', ..];
        var digits = isNegative ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if (!IsNumber(whole) || (point >= 0 && !IsNumber(fraction)))
        {
            return -1;
        }

        whole = whole.TrimStart((byte)'0');
        var count = 0;
        var groups = binary[HeaderBytes..];
        var first = whole.Length % GroupDigits == 0 ? GroupDigits : whole.Length % GroupDigits;
        for (var at = 0; at < whole.Length; at = at == 0 ? first : at + GroupDigits)
        {
            Write(groups, count++, Group(whole.Slice(at, at == 0 ? first : GroupDigits)));
        }

        var weight = count - 1;
        for (var at = 0; at < fraction.Length; at += GroupDigits)
        {
            var group = Group(fraction.Slice(at, Math.Min(GroupDigits, fraction.Length - at)));
            for (var missing = fraction.Length - at; missing < GroupDigits; missing++)
            {
                group *= 10;
            }

            if (count == 0 && group == 0)
            {
                weight--;
                continue;
            }

            Write(groups, count++, group);
        }

        while (count > 0 && BinaryPrimitives.ReadInt16BigEndian(groups[((count - 1) * sizeof(short))..]) == 0)
        {
            count--;
        }

        BinaryPrimitives.WriteInt16BigEndian(binary, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(binary[2..], (short)(count == 0 ? 0 : weight));
        BinaryPrimitives.WriteUInt16BigEndian(binary[4..], isNegative && count > 0 ? Negative : (ushort)0);
        BinaryPrimitives.WriteUInt16BigEndian(binary[6..], (ushort)fraction.Length);
        return HeaderBytes + (count * sizeof(short));
    }

    private static bool IsNumber(ReadOnlySpan<byte> digits) =>
        digits.Length is > 0 and <= MostDigits && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static int Group(ReadOnlySpan<byte> digits)
    {
        var group = 0;
        foreach (var digit in digits)
        {
            group = (group * 10) + digit - (byte)'0';
        }

        return group;
    }

    private static void Write(Span<byte> groups, int at, int group) => BinaryPrimitives.WriteInt16BigEndian(groups[(at * sizeof(short))..], (short)group);
}
