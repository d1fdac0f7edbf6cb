using BunnyDb.Contracts.Faults;
using Npgsql;

namespace BunnyDb.CdcReader.Slots;

/// <summary>Who keeps a new slot waiting: it becomes consistent only after every transaction that was open when it was asked for has ended.</summary>
internal static class OldTransactions
{
    private const int NamedAtMost = 5;

    /// <summary>Null: nobody keeps the backend <paramref name="walSenderPid"/> waiting now.</summary>
    internal static async Task<Fault?> FindAsync(NpgsqlConnection source, int walSenderPid, string slotName, CancellationToken ct)
    {
        var holders = new List<string>();
        await using var command = new NpgsqlCommand(
            """
            select b.pid, a.usename::text, a.application_name, to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')
            from unnest(pg_blocking_pids($1)) as b(pid) left join pg_stat_activity a on a.pid = b.pid
            order by a.xact_start nulls last
            """, source);
        command.Parameters.AddWithValue(walSenderPid);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            holders.Add(reader.GetInt32(0) == 0
                ? "a prepared transaction"
                : $"pid {reader.GetInt32(0)} of {Text(reader, 1)} ({Text(reader, 2)}), open since {Text(reader, 3)}");
        }

        return holders.Count == 0 ? null : new Fault(
            FaultKind.Transient, FaultCode.WaitingForTransactions,
            $"The slot {slotName} waits for transactions on the source that are older than it: {string.Join("; ", holders.Take(NamedAtMost))}.",
            "Wait, or end those transactions (pg_terminate_backend). A slot can begin only after everything that was open has ended.");
    }

    private static string Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "?" : reader.GetString(column);
}
