namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>Changes of type that no value loses anything by: what does not stand here is taken for lossy. Pure.</summary>
public static class TypeWidening
{
    private const int Unlimited = -1;
    private const uint Bool = 16, Json = 114, Uuid = 2950, Jsonb = 3802;
    private const uint Interval = 1186;
    private const int MostDigitsOfSeconds = 6;
    private const uint Int8 = 20, Int2 = 21, Int4 = 23, Text = 25, Varchar = 1043, Time = 1083, Timestamp = 1114, Timestamptz = 1184, Timetz = 1266, Varbit = 1562, Numeric = 1700;

    /// <summary>Every value of <paramref name="from"/> is one of <paramref name="to"/>.</summary>
    public static bool Holds(ColumnType from, ColumnType to) => (from.TypeId, to.TypeId) switch
    {
        _ when from.Declaration == to.Declaration => true,
        (Int2, Int4 or Int8) or (Int4, Int8) => true,
        (Int2 or Int4 or Int8, Numeric) => to.TypeModifier == Unlimited,
        // The text of other types depends on settings of the session that writes it (DateStyle, extra_float_digits, bytea_output, the search path).
        (Int2 or Int4 or Int8 or Numeric or Bool or Uuid or Varchar or Json or Jsonb, Text) => true,
        (Text, Varchar) => to.TypeModifier == Unlimited,
        (Numeric, Numeric) => to.TypeModifier == Unlimited || (from.TypeModifier != Unlimited && HoldsDigits(from.TypeModifier, to.TypeModifier)),
        (Varchar, Varchar) or (Varbit, Varbit) or (Time, Time) or (Timetz, Timetz) or (Timestamp, Timestamp) or (Timestamptz, Timestamptz) =>
            to.TypeModifier == Unlimited || (from.TypeModifier != Unlimited && to.TypeModifier >= from.TypeModifier),
        _ => false,
    };

    /// <summary>
    /// PostgreSQL would fit some value of the one into the other without a word, with fewer digits than it had. Where digits before the point are missing, it refuses instead.
    /// </summary>
    public static bool Rounds(uint typeId, int fromModifier, int toModifier) => typeId switch
    {
        _ when toModifier == Unlimited || toModifier == fromModifier => false,
        Numeric => fromModifier == Unlimited || ((fromModifier - 4) & 0x7ff) > ((toModifier - 4) & 0x7ff),
        Time or Timetz or Timestamp or Timestamptz => (fromModifier == Unlimited ? MostDigitsOfSeconds : fromModifier) > toModifier,
        Interval => true,
        _ => false,
    };

    /// <summary>As PostgreSQL packs them: ((precision &lt;&lt; 16) | scale) + 4.</summary>
    private static bool HoldsDigits(int from, int to)
    {
        var (fromPrecision, fromScale) = ((from - 4) >> 16, (from - 4) & 0x7ff);
        var (toPrecision, toScale) = ((to - 4) >> 16, (to - 4) & 0x7ff);
        return toScale >= fromScale && toPrecision - toScale >= fromPrecision - fromScale;
    }
}
