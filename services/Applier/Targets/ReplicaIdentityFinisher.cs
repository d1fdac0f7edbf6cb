using BunnyDb.Postgres;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>Lets a destination table without a primary key name its rows as the source does, so that it could be published in its turn.</summary>
internal static class ReplicaIdentityFinisher
{
    internal static async Task SetAsync(TableShape source, TableShape destination, NpgsqlConnection connection, CancellationToken ct)
    {
        var chosen = source.Indexes.FirstOrDefault(index => index.IsReplicaIdentity);
        if (chosen is null || destination.Identity != ReplicaIdentity.Default || source.PrimaryKey is not null)
        {
            return;
        }

        var present = (await SchemaReader.ReadTablesAsync(connection, [destination.Name], ct))[destination.Name];
        var index = present.Indexes.FirstOrDefault(index => index.IsUnique && index.IsImmediate && index.Definition == chosen.Definition);
        var areNotNull = chosen.KeyColumns.All(name => present.Column(name) is { IsNotNull: true });
        if (index is not null && areNotNull && await MayAlterAsync(present, connection, ct))
        {
            await connection.ExecuteAsync($"alter table {Identifiers.Quote(destination.Name)} replica identity using index {Identifiers.Quote(index.Name)}", ct);
        }
    }

    private static async Task<bool> MayAlterAsync(TableShape table, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select pg_has_role(relowner, 'usage') from pg_class where oid = {table.Oid}", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
