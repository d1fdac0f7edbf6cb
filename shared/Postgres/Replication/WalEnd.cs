using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Replication;

/// <summary>The end of a server's write-ahead log.</summary>
public static class WalEnd
{
    /// <summary>Everything that was read from the server before was so before this point.</summary>
    public static async Task<Lsn> ReadAsync(NpgsqlConnection source, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_current_wal_insert_lsn()", source);
        return new Lsn((ulong)(NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync(ct))!);
    }
}
