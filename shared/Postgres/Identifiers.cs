using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres;

/// <summary>The only way from a name or a literal to SQL text.</summary>
public static class Identifiers
{
    /// <summary><c>"name"</c>, always quoted.</summary>
    public static string Quote(string name) =>
        name.Contains('\0') ? throw new ArgumentException("A PostgreSQL identifier holds no NUL.", nameof(name)) : $"\"{name.Replace("\"", "\"\"")}\"";

    /// <summary><c>"schema"."table"</c>, always quoted.</summary>
    public static string Quote(QualifiedTable table) => $"{Quote(table.Schema)}.{Quote(table.Name)}";

    /// <summary><c>"a", "b"</c>.</summary>
    public static string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>A string literal; backslashes mean themselves (<c>standard_conforming_strings</c> is on in every session of ours).</summary>
    public static string Literal(string value) =>
        value.Contains('\0') ? throw new ArgumentException("A PostgreSQL text holds no NUL.", nameof(value)) : $"'{value.Replace("'", "''")}'";
}
