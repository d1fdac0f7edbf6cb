using Npgsql;

namespace BunnyDb.Postgres.Schema;

/// <summary>Runs one of the queries of this folder and makes a record of every row.</summary>
internal static class CatalogQuery
{
    internal static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    internal static string? Text(this NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    internal static uint Oid(this NpgsqlDataReader reader, int ordinal) => reader.GetFieldValue<uint>(ordinal);

    /// <summary>A parameter of type <c>oid[]</c>: the driver would send an array of <see cref="uint"/> as something else.</summary>
    internal static NpgsqlParameter Oids(IEnumerable<uint> oids) =>
        new() { Value = oids.ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid };
}
