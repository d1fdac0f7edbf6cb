using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.Targets;

/// <summary>Which names are taken on the destination.</summary>
internal static class DestinationNames
{
    internal static Task<List<string>> SchemasAsync(NpgsqlConnection destination, CancellationToken ct) =>
        ReadAsync(destination, "select nspname::text from pg_namespace", ct);

    /// <summary>Tables, indexes, sequences and views of a schema share one name space, and tables share one with types.</summary>
    internal static Task<List<string>> RelationsAsync(NpgsqlConnection destination, string schema, CancellationToken ct) =>
        ReadAsync(
            destination,
            """
            select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1
            union select t.typname::text from pg_type t join pg_namespace n on n.oid = t.typnamespace where n.nspname = $1
            """, ct, schema);

    internal static async Task<bool> IsRelationAsync(NpgsqlConnection destination, QualifiedTable name, CancellationToken ct) =>
        (await ReadAsync(
            destination, "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2", ct,
            name.Schema, name.Name)).Count > 0;

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params string[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlDbType.Text });
        }

        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
