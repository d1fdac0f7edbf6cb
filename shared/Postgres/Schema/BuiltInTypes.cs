namespace BunnyDb.Postgres.Schema;

/// <summary>The ids of built-in types, the same on every server. Source: PostgreSQL's pg_type.dat.</summary>
public static class BuiltInTypes
{
    public const uint Bool = 16, Bytea = 17, Name = 19, Int8 = 20, Int2 = 21, Int4 = 23, Text = 25, Json = 114, Float4 = 700, Float8 = 701, Money = 790;
    public const uint Bpchar = 1042, Varchar = 1043, Date = 1082, Time = 1083, Timestamp = 1114, Timestamptz = 1184, Interval = 1186, Timetz = 1266;
    public const uint Varbit = 1562, Numeric = 1700, Uuid = 2950, Jsonb = 3802;
}
