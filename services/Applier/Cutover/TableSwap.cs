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
    /// <summary>How long both lanes hold for a good moment. Readers and other mirrors do not notice; our changes wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(8);

    /// <summary>In a good moment the locks are to be had at once; if not, it was none, and readers are let go on.</summary>
    private static readonly TimeSpan GoodMoment = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(250);

    /// <summary>All that takes time, but for waiting: a plan. Autovacuum is sent away, which a lock could not outwait.</summary>
    /// <returns>A plan, or why there is to be no swap now.</returns>
    internal async Task<(SwapPlan? Plan, CutoverVerdict.Missed? Missed)> PlanAsync(
        IReadOnlyList<LaneShadow> shadows, NpgsqlConnection destination, CancellationToken ct)
    {
        var pairs = shadows.Select(shadow => new SwapPair(shadow.Live, shadow.Shadow.Name)).ToList();
        await using (var other = await openDestination(ct))
        {
            if (await Swap.AskAutovacuumToLeaveAsync(other, [.. pairs.Select(pair => pair.Live)], ct) is [_, ..] vacuums)
            {
                return (null, new CutoverVerdict.Missed("A vacuum that guards against transaction id wraparound works on the table.", null, Told(vacuums)));
            }
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
        await OwnAsync(shadows, Oids(plan), transaction, ct);
    }

    /// <summary>
    /// Swaps in a moment in which nobody sits on the tables, and nobody reads with a snapshot that is older than now, when the shadow is complete: after the swap such a reader would
    /// see the shadow as it was then. Where no good moment comes, the locks are waited for once as long as the mirror allows.
    /// </summary>
    internal async Task<CutoverVerdict> TryAsync(SwapPlan plan, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var other = await openDestination(ct);
        var mark = await OldSnapshots.MarkAsync(other, ct);
        var until = time.GetUtcNow() + Patience;
        while (time.GetUtcNow() < until)
        {
            if (!await IsGoodMomentAsync(plan, mark, other, ct))
            {
                await Task.Delay(Poll, time, ct);
            }
            else if (await TryAsync(plan, Shorter(GoodMoment, lockTimeout), transaction, ct) is var verdict and not CutoverVerdict.Missed { LockWaitMs: not null })
            {
                return verdict;
            }
            else
            {
                await Task.Delay(Breath, time, ct);
            }
        }

        // Snapshots only get younger: once nobody's is older, nobody's will be.
        return await OldSnapshots.WhoIsOlderAsync(other, mark, ct) is [_, ..] older
            ? new CutoverVerdict.Missed("Transactions read with a snapshot that is older than the fresh table's rows.", null, Told(older))
            : await TryAsync(plan, lockTimeout, transaction, ct);
    }

    private static async Task<bool> IsGoodMomentAsync(SwapPlan plan, SnapshotMark mark, NpgsqlConnection other, CancellationToken ct) =>
        (await Lingerers.FindAsync(other, Oids(plan), ct)).Count == 0 && (await OldSnapshots.WhoIsOlderAsync(other, mark, ct)).Count == 0;

    private async Task<CutoverVerdict> TryAsync(SwapPlan plan, TimeSpan timeout, NpgsqlTransaction transaction, CancellationToken ct) =>
        await Swap.TryAsync(transaction, plan, timeout, ct, workTimeout: lockTimeout) switch
        {
            SwapOutcome.Swapped swapped => new CutoverVerdict.Joined(new HeldLocks(swapped.LockWait, swapped.HeldSince)),
            SwapOutcome.Blocked blocked => new CutoverVerdict.Missed(blocked.Reason, blocked.LockWait.TotalMilliseconds, Told(blocked.Blockers)),
            SwapOutcome.Changed => new CutoverVerdict.Missed("Something of the tables was changed just before the swap.", null, []),
            SwapOutcome.Leftover leftover => new CutoverVerdict.Missed($"These would still have referred to the old table: {string.Join(", ", leftover.Objects)}.", null, []) { IsFinal = true },
            _ => throw new InvalidOperationException("A swap ended in a way that is not known here."),
        };

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
        own.Parameters.Add(Parameter(shadows.Select(shadow => shadow.Shadow.Oid)));
        own.Parameters.AddWithValue(shadows.Select(shadow => shadow.MappingId).ToArray());
        own.Parameters.Add(Parameter(replaced));
        await own.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The live tables, as they are before the swap.</summary>
    private static IReadOnlyList<uint> Oids(SwapPlan plan) => [.. plan.Afterwards.Retired.Select(table => table.Oid)];

    private static NpgsqlParameter Parameter(IEnumerable<uint> oids) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid, Value = oids.ToArray() };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static IReadOnlyList<ResyncBlocker> Told(IReadOnlyList<SwapBlocker> blockers) =>
        [.. blockers.Select(blocker => blocker.Tell())];
}
