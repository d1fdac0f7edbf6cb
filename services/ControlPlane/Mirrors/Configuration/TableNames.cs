using System.Text;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ControlPlane.Mirrors.Configuration;

/// <summary>Reads a table's name in either form of a request: dotted, or schema and table apart. Pure.</summary>
internal static class TableNames
{
    private const int NameBytesMax = 63;

    internal static bool TryRead(string? schema, string? table, out QualifiedTable name)
    {
        if (schema is null)
        {
            return QualifiedTable.TryParse(table, out name);
        }

        name = default;
        if (!TryReadPart(schema, out var schemaPart) || !TryReadPart(table, out var tablePart))
        {
            return false;
        }

        name = new QualifiedTable(schemaPart, tablePart);
        return true;
    }

    /// <summary>A part that stands alone may be quoted as in SQL; unquoted it is taken literally, dots too.</summary>
    private static bool TryReadPart(string? text, out string part)
    {
        part = text ?? "";
        if (part.StartsWith('"'))
        {
            var isQuoted = QualifiedTable.TryParse($"{part}.x", out var quoted);
            part = quoted.Schema ?? "";
            return isQuoted;
        }

        return part.Length > 0 && Encoding.UTF8.GetByteCount(part) <= NameBytesMax && !part.Contains('\0');
    }
}
