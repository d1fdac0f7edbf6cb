using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Swaps;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.Cutover;

/// <summary>
/// Puts a lane's shadows in the place of the live tables, in the main lane's transaction at the marker: rows, tables, routes and position change together.
/// Every wait is bounded; missing one leaves all as it was.
/// </summary>
internal sealed class TableSwap(MirrorName mirror, TimeSpan lockTimeout, Func<CancellationToken, ValueTask<NpgsqlConnection>> openDestination, TimeProvider time)
{
    /// <summary>How long both lanes hold for snapshots that are older than what the shadow holds. Readers and other mirrors do not notice; our changes wait.</summary>
    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    /// <summary>All that takes time: nobody in the way, and a plan. The lane stands at the marker meanwhile, with everything committed.</summary>
    /// <returns>A plan, or why there is to be no swap now.</returns>
    internal async Task<(SwapPlan? Plan, CutoverVerdict.Missed? Missed)> PlanAsync(
        IReadOnlyList<LaneShadow> shadows, NpgsqlConnection destination, CancellationToken ct)
    {
        var pairs = shadows.Select(shadow => new SwapPair(shadow.Live, shadow.Shadow.Name)).ToList();
        if (await ClearTheWayAsync(pairs, ct) is { } inTheWay)
        {
            return (null, inTheWay);
        }

        var plan = await SwapPlan.ReadAsync(destination, pairs, ct);
        return plan.Obstacles is [var obstacle, ..]
            ? (null, new CutoverVerdict.Missed($"{obstacle.Object}: {obstacle.Reason} {obstacle.Remedy}", null, []) { IsFinal = true })
            : (plan, null);
    }

    /// <summary>Writes down what will be true once the swap is committed, so that nothing of it has to be done under the locks.</summary>
    internal async Task WriteAsync(LaneId lane, IReadOnlyList<LaneShadow> shadows, SwapPlan plan, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await ShadowBooks.SwappedAsync(lane, plan.Afterwards, transaction, ct);
        await OwnAsync(shadows, [.. plan.Afterwards.Retired.Select(table => table.Oid)], transaction, ct);
    }

    internal async Task<CutoverVerdict> TryAsync(SwapPlan plan, NpgsqlTransaction transaction, CancellationToken ct) =>
        await Swap.TryAsync(transaction, plan, lockTimeout, ct) switch
        {
            SwapOutcome.Swapped swapped => new CutoverVerdict.Joined(new HeldLocks(swapped.LockWait, swapped.HeldSince)),
            SwapOutcome.Blocked blocked => new CutoverVerdict.Missed(blocked.Reason, blocked.LockWait.TotalMilliseconds, Told(blocked.Blockers)),
            SwapOutcome.Changed => new CutoverVerdict.Missed("Something of the tables was changed just before the swap.", null, []),
            SwapOutcome.Leftover leftover => new CutoverVerdict.Missed($"These would still have referred to the old table: {string.Join(", ", leftover.Objects)}.", null, []) { IsFinal = true },
            _ => throw new InvalidOperationException("A swap ended in a way that is not known here."),
        };

    /// <summary>
    /// No autovacuum on the tables, and nobody whose snapshot is older than this moment, in which the shadow is complete: after the swap such a reader would see
    /// the shadow as it was then. Null: the way is clear, and stays so, because snapshots only get younger.
    /// </summary>
    private async Task<CutoverVerdict.Missed?> ClearTheWayAsync(IReadOnlyList<SwapPair> pairs, CancellationToken ct)
    {
        await using var destination = await openDestination(ct);
        var mark = await OldSnapshots.MarkAsync(destination, ct);
        if (await Swap.AskAutovacuumToLeaveAsync(destination, [.. pairs.Select(pair => pair.Live)], ct) is [_, ..] vacuums)
        {
            return new CutoverVerdict.Missed("A vacuum that guards against transaction id wraparound works on the table.", null, Told(vacuums));
        }

        var until = time.GetUtcNow() + SnapshotPatience;
        IReadOnlyList<SwapBlocker> older;
        while ((older = await OldSnapshots.WhoIsOlderAsync(destination, mark, ct)).Count > 0)
        {
            if (time.GetUtcNow() >= until)
            {
                return new CutoverVerdict.Missed("Transactions read with a snapshot that is older than the fresh table's rows.", null, Told(older));
            }

            await Task.Delay(Poll, time, ct);
        }

        return null;
    }

    /// <summary>The tables that this mirror may fill again are known by their oids.</summary>
    private async Task OwnAsync(IReadOnlyList<LaneShadow> shadows, IReadOnlyList<uint> replaced, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var own = new NpgsqlCommand(
            """
            with forgotten as (delete from bunnydb.target where mirror = $1 and relation = any($4))
            insert into bunnydb.target (mirror, relation, mapping_id) select $1, relation, mapping_id from unnest($2::oid[], $3::uuid[]) as fresh (relation, mapping_id)
            on conflict (mirror, relation) do update set mapping_id = excluded.mapping_id
            """, transaction.Connection, transaction);
        own.Parameters.AddWithValue(mirror.Value);
        own.Parameters.Add(Oids(shadows.Select(shadow => shadow.Shadow.Oid)));
        own.Parameters.AddWithValue(shadows.Select(shadow => shadow.MappingId).ToArray());
        own.Parameters.Add(Oids(replaced));
        await own.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Oids(IEnumerable<uint> oids) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid, Value = oids.ToArray() };

    private static IReadOnlyList<ResyncBlocker> Told(IReadOnlyList<SwapBlocker> blockers) =>
        [.. blockers.Select(blocker => new ResyncBlocker(blocker.Pid, blocker.User, blocker.Application, blocker.Since, blocker.What))];
}
