using static BunnyDb.Postgres.Schema.BuiltInTypes;

namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>Changes of type that no value loses anything by: what does not stand here is taken for lossy. Pure.</summary>
public static class TypeWidening
{
    private const int Unlimited = -1;
    private const int MostDigitsOfSeconds = 6;

    /// <summary>Every value of <paramref name="from"/> is one of <paramref name="to"/>.</summary>
    public static bool Holds(ColumnType from, ColumnType to) => from.Declaration == to.Declaration || Holds((from.TypeId, from.TypeModifier), (to.TypeId, to.TypeModifier));

    /// <summary>The same of built-in types alone, which have the same numbers everywhere.</summary>
    public static bool Holds((uint TypeId, int TypeModifier) from, (uint TypeId, int TypeModifier) to) => (from.TypeId, to.TypeId) switch
    {
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

    /// <summary>Every value of the one is one of the other, or PostgreSQL refuses it: whole numbers and numeric have but one text each.</summary>
    public static bool HoldsOrRefuses((uint TypeId, int TypeModifier) from, (uint TypeId, int TypeModifier) to) =>
        Holds(from, to) || (from.TypeId is Int2 or Int4 or Int8 or Numeric && to.TypeId is Int2 or Int4 or Int8 or Numeric);

    /// <summary>
    /// PostgreSQL would fit some value of the one into the other without a word, with less than it had: digits, a time of day, a zone, the end of a name. Where
    /// digits before the point are missing, it refuses instead.
    /// </summary>
    public static bool Loses((uint TypeId, int TypeModifier) from, (uint TypeId, int TypeModifier) to) => (Element(from.TypeId), Element(to.TypeId)) switch
    {
        var (one, other) when one == other => Rounds(one, from.TypeModifier, to.TypeModifier),
        (Float8 or Numeric, Float4) or (Numeric, Float8) => true,
        (Int4 or Int8, Float4) or (Int8, Float8) => true,
        (Numeric, Money) => true,
        (Timestamp or Timestamptz, Date or Time or Timetz) or (Timetz, Time) => true,
        (Text or Varchar or Bpchar, Name) => true,
        _ => false,
    };

    private static bool Rounds(uint typeId, int from, int to) => typeId switch
    {
        _ when to == Unlimited || to == from => false,
        Numeric => from == Unlimited || ((from - 4) & 0x7ff) > ((to - 4) & 0x7ff),
        Time or Timetz or Timestamp or Timestamptz => (from == Unlimited ? MostDigitsOfSeconds : from) > to,
        Interval => true,
        _ => false,
    };

    /// <summary>What an array is of; an array's modifier is that of its elements.</summary>
    private static uint Element(uint typeId) => typeId switch
    {
        1007 => Int4,
        1016 => Int8,
        1021 => Float4,
        1022 => Float8,
        1231 => Numeric,
        791 => Money,
        1182 => Date,
        1183 => Time,
        1270 => Timetz,
        1115 => Timestamp,
        1185 => Timestamptz,
        1187 => Interval,
        1009 => Text,
        1015 => Varchar,
        1014 => Bpchar,
        1003 => Name,
        _ => typeId,
    };

    /// <summary>As PostgreSQL packs them: ((precision &lt;&lt; 16) | scale) + 4.</summary>
    private static bool HoldsDigits(int from, int to)
    {
        var (fromPrecision, fromScale) = ((from - 4) >> 16, (from - 4) & 0x7ff);
        var (toPrecision, toScale) = ((to - 4) >> 16, (to - 4) & 0x7ff);
        return toScale >= fromScale && toPrecision - toScale >= fromPrecision - fromScale;
    }
}
