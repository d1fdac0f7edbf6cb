using BunnyDb.Applier.Routes;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using Npgsql;

namespace BunnyDb.Applier.Lanes;

/// <summary>
/// Copies to the catalog what operators see of a lane's work: counters once a second, conflicts once a minute per table and kind. In the
/// background: the catalog being slow or away never delays a change.
/// </summary>
internal sealed class OperatorView(Lane lane, MappingStore mappings, MirrorLog log, TimeProvider time, ILogger<ApplierRole> logger)
{
    private static readonly TimeSpan CounterInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConflictInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Conflict, long> conflicts = [];
    private readonly Dictionary<Conflict, DateTimeOffset> reportedAt = [];
    private readonly HashSet<Guid> changed = [];
    private DateTimeOffset lastCommitAt;
    private DateTimeOffset shownAt;
    private Task<IReadOnlyList<Guid>> showing = Task.FromResult<IReadOnlyList<Guid>>([]);

    internal void Committed(Tally tally)
    {
        lastCommitAt = time.GetUtcNow();
        changed.UnionWith(tally.ByMapping.Keys);
        foreach (var (conflict, count) in tally.Conflicts)
        {
            conflicts[conflict] = conflicts.GetValueOrDefault(conflict) + count;
        }
    }

    /// <param name="isFree">No transaction is open on the connection, so that it reads what is committed.</param>
    internal async Task ShowAsync(NpgsqlConnection destination, bool isFree, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!isFree || !showing.IsCompleted || now - shownAt < CounterInterval || (changed.Count == 0 && conflicts.Count == 0))
        {
            return;
        }

        shownAt = now;
        changed.UnionWith(await showing);
        var counters = changed.Count == 0 ? [] : await CountersAsync(destination, ct);
        changed.Clear();
        var due = conflicts.Where(c => now - reportedAt.GetValueOrDefault(c.Key) >= ConflictInterval).ToList();
        foreach (var (conflict, _) in due)
        {
            conflicts.Remove(conflict);
            reportedAt[conflict] = now;
        }

        showing = ShowAsync(counters, lastCommitAt, due, ct);
    }

    /// <summary>Returns what could not be shown.</summary>
    private async Task<IReadOnlyList<Guid>> ShowAsync(
        List<(Guid Mapping, TableCounters Counters)> counters, DateTimeOffset at, List<KeyValuePair<Conflict, long>> due, CancellationToken ct)
    {
        try
        {
            foreach (var (mapping, counted) in counters)
            {
                await mappings.ShowCountersAsync(mapping, counted, at, ct);
            }

            foreach (var (conflict, count) in due)
            {
                await log.WarningAsync(
                    lane.MirrorId, $"Conflict on {conflict.Table}: {conflict.Describe()} (key columns: {conflict.KeyColumns}).",
                    new { table = conflict.Table.ToString(), conflict = conflict.Kind.ToString(), keyColumns = conflict.KeyColumns, count }, ct);
            }

            return [];
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            // For show only: the counters stand on the destination and are read again with the next change.
            Log.CannotShow(logger, lane.Id, e.Message);
            return [.. counters.Select(c => c.Mapping)];
        }
    }

    private async Task<List<(Guid Mapping, TableCounters Counters)>> CountersAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select mapping_id, rows_inserted, rows_updated, rows_deleted, conflicts from bunnydb.route where lane_id = $1 and mapping_id = any($2)", destination);
        command.Parameters.AddWithValue(lane.Id.Value);
        command.Parameters.AddWithValue(changed.ToArray());
        await using var row = await command.ExecuteReaderAsync(ct);
        var counters = new List<(Guid, TableCounters)>();
        while (await row.ReadAsync(ct))
        {
            counters.Add((row.GetGuid(0), new TableCounters(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4))));
        }

        return counters;
    }
}
