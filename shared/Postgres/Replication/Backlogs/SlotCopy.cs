using System.Globalization;
using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Replication.Backlogs;

/// <summary>
/// A temporary copy of a slot, to read ahead of what the slot itself has confirmed: the copy forgets each piece that was read, the slot nothing.
/// It is gone with its connection. Source: PostgreSQL manual, section 9.27.6 "Replication Management Functions".
/// </summary>
/// <param name="connection">The copy's own, not a pooled one.</param>
public sealed class SlotCopy(NpgsqlConnection connection) : IAsyncDisposable
{
    private static readonly TimeSpan EndBound = TimeSpan.FromSeconds(10);

    /// <summary>No two sessions of a server have the same, and no mirror has one that begins so.</summary>
    public string Name { get; } = $"bunnydb_backlog_{connection.ProcessID}";

    /// <summary>Becomes a copy of that slot. It must follow none.</summary>
    /// <param name="slot">May be another copy, from as soon as its piece begins to arrive.</param>
    public Task FollowAsync(string slot, CancellationToken ct) => ExecuteAsync("select pg_copy_logical_replication_slot($1, $2, true)", ct, slot, Name);

    /// <summary>Follows none any more.</summary>
    public Task LeaveAsync(CancellationToken ct) => ExecuteAsync("select pg_drop_replication_slot($1)", ct, Name);

    /// <summary>What was committed before <paramref name="position"/> will not be read.</summary>
    public Task SkipAsync(Lsn position, CancellationToken ct) => AdvanceAsync(Name, position, ct);

    /// <summary>Lets another slot, which nobody streams from, forget what was committed before <paramref name="position"/>.</summary>
    public Task ConfirmAsync(string slot, Lsn position, CancellationToken ct) => AdvanceAsync(slot, position, ct);

    /// <summary>How far this was read.</summary>
    public async Task<SlotReach> LookAsync(CancellationToken ct) =>
        await SlotReach.FindAsync(connection, Name, ct) ?? throw new InvalidOperationException($"The slot {Name} follows none, or the source has removed log that it needed.");

    /// <summary>
    /// Decodes on until <paramref name="end"/>: all transactions that were committed there, in the order of their commits. Returns when the first of it
    /// has arrived; then the copy has forgotten it.
    /// </summary>
    public async Task<Piece> ReadAsync(string publication, PieceEnd end, CancellationToken ct)
    {
        var query =
            $"""
            copy (select data from pg_logical_slot_get_binary_changes({Identifiers.Literal(Name)}, '{end.UpTo}', {end.Changes?.ToString(CultureInfo.InvariantCulture) ?? "null"},
              'proto_version', '1', 'messages', 'true', 'publication_names', {Identifiers.Literal(Identifiers.Quote(publication))})) to stdout (format binary)
            """;
        var piece = new Piece(await connection.BeginRawBinaryCopyAsync(query, ct));
        try
        {
            await piece.ReadAsync(ct);
            return piece;
        }
        catch
        {
            await piece.DisposeAsync();
            throw;
        }
    }

    /// <summary>A source that does not answer is left to it.</summary>
    public async ValueTask DisposeAsync() =>
        await connection.DisposeAsync().AsTask().WaitAsync(EndBound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task AdvanceAsync(string slot, Lsn to, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pg_replication_slot_advance(slot_name, $2) from pg_replication_slots where slot_name = $1 and confirmed_flush_lsn < $2", connection);
        command.Parameters.AddWithValue(slot);
        command.Parameters.AddWithValue(NpgsqlDbType.PgLsn, new NpgsqlLogSequenceNumber(to.Value));
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct, params string[] names)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var name in names)
        {
            command.Parameters.AddWithValue(name);
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
