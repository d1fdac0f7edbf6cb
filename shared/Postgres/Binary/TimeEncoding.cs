using System.Buffers.Binary;

namespace BunnyDb.Postgres.Binary;

/// <summary>Dates and timestamps as datestyle ISO prints them, of the years 1 to 9999: days and microseconds since 2000-01-01.</summary>
internal static class TimeEncoding
{
    private const int DateBytes = 10;
    private const int TimeBytes = 8;
    private const int FractionDigits = 6;
    private const long SecondMicroseconds = 1_000_000;
    private const long DayMicroseconds = 86_400 * SecondMicroseconds;

    private static readonly int Epoch = new DateOnly(2000, 1, 1).DayNumber;

    internal static int Date(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (text.Length != DateBytes || !TryReadDay(text, out var day))
        {
            return -1;
        }

        BinaryPrimitives.WriteInt32BigEndian(binary, day);
        return sizeof(int);
    }

    internal static int Timestamp(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (!TryReadTimestamp(text, out var microseconds, out var rest) || rest.Length > 0)
        {
            return -1;
        }

        BinaryPrimitives.WriteInt64BigEndian(binary, microseconds);
        return sizeof(long);
    }

    /// <summary>With the distance from UTC behind it, as PostgreSQL prints it always.</summary>
    internal static int TimestampWithZone(ReadOnlySpan<byte> text, Span<byte> binary)
    {
        if (!TryReadTimestamp(text, out var microseconds, out var zone) || !TryReadZone(zone, out var seconds))
        {
            return -1;
        }

        BinaryPrimitives.WriteInt64BigEndian(binary, microseconds - (seconds * SecondMicroseconds));
        return sizeof(long);
    }

    private static bool TryReadTimestamp(ReadOnlySpan<byte> text, out long microseconds, out ReadOnlySpan<byte> rest)
    {
        microseconds = 0;
        rest = default;
        if (text.Length < DateBytes + 1 + TimeBytes || text[DateBytes] != (byte)' ' || !TryReadDay(text[..DateBytes], out var day)
            || !TryReadTime(text.Slice(DateBytes + 1, TimeBytes), out var seconds))
        {
            return false;
        }

        rest = text[(DateBytes + 1 + TimeBytes)..];
        var fraction = 0;
        if (rest is [(byte)'.', ..] && !TryReadFraction(ref rest, out fraction))
        {
            return false;
        }

        microseconds = (day * DayMicroseconds) + (seconds * SecondMicroseconds) + fraction;
        return true;
    }

    /// <summary>yyyy-mm-dd.</summary>
    private static bool TryReadDay(ReadOnlySpan<byte> text, out int day)
    {
        day = 0;
        if (text[4] != (byte)'-' || text[7] != (byte)'-'
            || !TryReadNumber(text[..4], out var year) || !TryReadNumber(text[5..7], out var month) || !TryReadNumber(text[8..10], out var dayOfMonth)
            || year < 1 || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth).DayNumber - Epoch;
        return true;
    }

    /// <summary>hh:mm:ss.</summary>
    private static bool TryReadTime(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text[2] != (byte)':' || text[5] != (byte)':'
            || !TryReadNumber(text[..2], out var hour) || !TryReadNumber(text[3..5], out var minute) || !TryReadNumber(text[6..8], out var second)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        seconds = (((hour * 60) + minute) * 60) + second;
        return true;
    }

    /// <summary>A point and up to six digits.</summary>
    private static bool TryReadFraction(ref ReadOnlySpan<byte> text, out int microseconds)
    {
        var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end and >= 0 ? end : text.Length - 1;
        if (digits is 0 or > FractionDigits || !TryReadNumber(text.Slice(1, digits), out microseconds))
        {
            microseconds = 0;
            return false;
        }

        for (var missing = digits; missing < FractionDigits; missing++)
        {
            microseconds *= 10;
        }

        text = text[(1 + digits)..];
        return true;
    }

    /// <summary>+hh, +hh:mm or +hh:mm:ss, or with a minus.</summary>
    private static bool TryReadZone(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text is not ([(byte)'+', ..] or [(byte)'-', ..]) || text.Length is not (3 or 6 or 9))
        {
            return false;
        }

        var unit = 3600;
        for (var at = 1; at < text.Length; at += 3)
        {
            if ((at > 1 && text[at - 1] != (byte)':') || !TryReadNumber(text.Slice(at, 2), out var number) || number > (at == 1 ? 15 : 59))
            {
                return false;
            }

            seconds += number * unit;
            unit /= 60;
        }

        seconds = text[0] == (byte)'-' ? -seconds : seconds;
        return true;
    }

    /// <summary>Digits and nothing else.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var letter in text)
        {
            if (!char.IsAsciiDigit((char)letter))
            {
                return false;
            }

            number = (number * 10) + letter - (byte)'0';
        }

        return true;
    }
}
