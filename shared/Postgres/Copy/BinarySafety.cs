using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Copy;

/// <summary>
/// Whether a column's values may travel in PostgreSQL's binary form: both sides must have the same built-in type, and one whose binary form says
/// the same on every server. Object ids inside arrays, enums, composites and <c>reg*</c> differ between databases; <c>money</c> depends on the locale;
/// servers of some minor versions (15.18) refuse their own binary form of an empty <c>tsquery</c>.
/// </summary>
public static class BinarySafety
{
    private static readonly HashSet<string> Safe =
    [
        "bool", "bytea", "char", "name", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar", "json", "jsonb", "uuid",
        "date", "time", "timetz", "timestamp", "timestamptz", "interval", "inet", "cidr", "macaddr", "macaddr8", "bit", "varbit",
        "point", "line", "lseg", "path", "box", "polygon", "circle", "tsvector",
        "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
        "int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange",
    ];

    public static bool IsSafe(ColumnType source, ColumnType destination) =>
        source.IsBuiltIn && destination.IsBuiltIn && source.Oid == destination.Oid && Safe.Contains(source.ElementName ?? source.Name);
}
