using System.Text;
using Npgsql;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// An ErrorResponse as the driver's own exception, so that an error of the stream is classified like any other. Its detail is left out, as on every
/// connection of ours: it may quote values. Source: PostgreSQL manual, section 55.8 "Error and Notice Message Fields".
/// </summary>
internal static class ServerError
{
    internal static PostgresException Read(ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<char, string>();
        while (body.Length > 1 && body[0] != 0)
        {
            var value = body[1..];
            var length = value.IndexOf((byte)0);
            length = length < 0 ? value.Length : length;
            fields[(char)body[0]] = Encoding.UTF8.GetString(value[..length]);
            body = value[Math.Min(length + 1, value.Length)..];
        }

        string Field(char type) => fields.GetValueOrDefault(type, "");
        return new PostgresException(
            messageText: Field('M'), severity: Field('S'), invariantSeverity: Field('V'), sqlState: Field('C'), hint: fields.GetValueOrDefault('H'),
            schemaName: fields.GetValueOrDefault('s'), tableName: fields.GetValueOrDefault('t'), columnName: fields.GetValueOrDefault('c'),
            constraintName: fields.GetValueOrDefault('n'), routine: fields.GetValueOrDefault('R'));
    }
}
