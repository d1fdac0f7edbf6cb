using System.Text;

namespace BunnyDb.Contracts.Values;

/// <summary>
/// A table's schema and name, exactly as the catalogs of PostgreSQL spell them (no folding, no quotes).
/// <c>default</c> has null parts and names nothing.
/// </summary>
public readonly record struct QualifiedTable(string Schema, string Name) : IComparable<QualifiedTable>
{
    /// <summary>Reads <c>schema.table</c>; a part may be quoted as in SQL (<c>"My Schema"."a.b"</c>), an unquoted part is taken literally.</summary>
    /// <exception cref="FormatException">The text is not two dotted parts of 1 to 63 bytes.</exception>
    public static QualifiedTable Parse(string text) =>
        TryParse(text, out var table)
            ? table
            : throw new FormatException($"'{text}' is not a table name of the form schema.table (quote a part that holds a dot or a quote, as in SQL).");

    public static bool TryParse(string? text, out QualifiedTable table)
    {
        table = default;
        var at = 0;
        if (text is null || !TryPart(text, ref at, out var schema) || at >= text.Length || text[at++] != '.'
            || !TryPart(text, ref at, out var name) || at != text.Length)
        {
            return false;
        }

        table = new QualifiedTable(schema, name);
        return true;
    }

    /// <summary>The form that <see cref="Parse"/> reads back and psql understands; quotes only where SQL needs them.</summary>
    public override string ToString() => $"{Quote(Schema)}.{Quote(Name)}";

    public int CompareTo(QualifiedTable other)
    {
        var bySchema = string.CompareOrdinal(Schema, other.Schema);
        return bySchema != 0 ? bySchema : string.CompareOrdinal(Name, other.Name);
    }

    private static string Quote(string? part)
    {
        part ??= "";
        var plain = part.Length > 0 && !char.IsAsciiDigit(part[0]) && part[0] != '$'
            && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '$');
        return plain ? part : $"\"{part.Replace("\"", "\"\"")}\"";
    }

    private static bool TryPart(string text, ref int at, out string part)
    {
        part = "";
        if (at < text.Length && text[at] == '"')
        {
            var read = new StringBuilder();
            for (at++; at < text.Length; at++)
            {
                if (text[at] != '"')
                {
                    read.Append(text[at]);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    read.Append(text[++at]);
                }
                else
                {
                    at++;
                    part = read.ToString();
                    return IsLegal(part);
                }
            }

            return false;
        }

        var end = text.IndexOf('.', at);
        end = end < 0 ? text.Length : end;
        part = text[at..end];
        at = end;
        return IsLegal(part) && !part.Contains('"');
    }

    private static bool IsLegal(string part) => part.Length > 0 && Encoding.UTF8.GetByteCount(part) <= 63 && !part.Contains('\0');
}
