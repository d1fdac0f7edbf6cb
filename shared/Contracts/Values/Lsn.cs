using System.Globalization;

namespace BunnyDb.Contracts.Values;

/// <summary>
/// A byte position in a PostgreSQL write-ahead log, printed as <c>16/B374D848</c>.
/// <c>default</c> is <c>0/0</c>, which PostgreSQL never assigns: it means "no position yet".
/// Source: PostgreSQL manual, section 8.20 "pg_lsn Type".
/// </summary>
public readonly record struct Lsn(ulong Value) : IComparable<Lsn>
{
    public static readonly Lsn None;

    public bool IsNone => Value == 0;

    /// <summary>Reads <c>X/X</c> in hexadecimal. Throws <see cref="FormatException"/> on anything else.</summary>
    public static Lsn Parse(string text) =>
        TryParse(text, out var lsn) ? lsn : throw new FormatException($"'{text}' is not a log sequence number of the form X/X.");

    public static bool TryParse(string? text, out Lsn lsn)
    {
        lsn = None;
        var parts = text?.Split('/');
        if (parts is not { Length: 2 } || !TryHex(parts[0], out var high) || !TryHex(parts[1], out var low))
        {
            return false;
        }

        lsn = new Lsn(((ulong)high << 32) | low);
        return true;
    }

    public static Lsn Max(Lsn a, Lsn b) => a >= b ? a : b;

    public static Lsn Min(Lsn a, Lsn b) => a <= b ? a : b;

    /// <summary>Bytes of log from <paramref name="earlier"/> to here; 0 when it is not earlier.</summary>
    public long BytesSince(Lsn earlier) => Value > earlier.Value ? (long)(Value - earlier.Value) : 0;

    public int CompareTo(Lsn other) => Value.CompareTo(other.Value);

    public static bool operator <(Lsn a, Lsn b) => a.Value < b.Value;
    public static bool operator >(Lsn a, Lsn b) => a.Value > b.Value;
    public static bool operator <=(Lsn a, Lsn b) => a.Value <= b.Value;
    public static bool operator >=(Lsn a, Lsn b) => a.Value >= b.Value;

    public override string ToString() => $"{Value >> 32:X}/{Value & 0xFFFFFFFF:X}";

    private static bool TryHex(string text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
