using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>
/// Gives a filled shadow what the live table has: keys first, then every other index and constraint, statistics objects, and a VACUUM (FREEZE, ANALYZE).
/// Foreign keys are made at the swap: until then the shadow stands at another point of the source than the tables that it would refer to.
/// </summary>
public static class ShadowFinisher
{
    /// <summary>Builds at the same time: each may use a core and maintenance_work_mem of the destination.</summary>
    private const int ParallelBuilds = 3;

    /// <summary>Each statement commits on its own and is made only if its like is not there, so that it goes on after a kill where it stood.</summary>
    /// <param name="openConnection">Gives an open connection of its own at every call.</param>
    /// <exception cref="InvalidOperationException">One of the tables is not there.</exception>
    public static async Task FinishAsync(
        QualifiedTable live, QualifiedTable shadow, Func<CancellationToken, ValueTask<NpgsqlConnection>> openConnection, CancellationToken ct)
    {
        await using var connection = await openConnection(ct);
        var (liveOid, shadowOid) = (await OidAsync(connection, live, ct), await OidAsync(connection, shadow, ct));
        foreach (var isKey in (bool[])[true, false])
        {
            var gap = await ShadowGap.ReadAsync(connection, liveOid, shadowOid, ct);
            await Parallel.ForEachAsync(
                gap.Indexes.Where(index => index.IsKey == isKey), new ParallelOptions { MaxDegreeOfParallelism = ParallelBuilds, CancellationToken = ct },
                async (index, token) =>
                {
                    await using var own = await openConnection(token);
                    await BuildIndexAsync(own, index, liveOid, shadow, shadowOid, token);
                });
            await AddConstraintsAsync(connection, liveOid, shadow, shadowOid, isKey, ct);
        }

        await MakeStatisticsAsync(connection, liveOid, shadow, shadowOid, ct);
        await MarkAsync(connection, liveOid, shadow, shadowOid, ct);

        // All pages visible and frozen: the first scans of the new table would otherwise be slow, and its first vacuum a heavy one.
        await connection.RunAsync($"vacuum (freeze, analyze) {Identifiers.Quote(shadow)}", ct);
    }

    private static async Task BuildIndexAsync(
        NpgsqlConnection connection, TableStructure index, uint liveOid, QualifiedTable shadow, uint shadowOid, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockBuildAsync(connection, shadowOid, index.IndexKey, ct);
        var gap = await ShadowGap.ReadAsync(connection, liveOid, shadowOid, ct);
        if (gap.Indexes.Any(missing => missing.Key == index.Key))
        {
            await connection.RunAllAsync(index.MakeIndex(shadow, await FreeNameAsync(connection, shadow.Schema, index.Name, ct)), ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>
    /// One after the other: each locks the shadow against everything, and one that built beside another first would wait for it while that waits for this one.
    /// </summary>
    private static async Task AddConstraintsAsync(NpgsqlConnection connection, uint liveOid, QualifiedTable shadow, uint shadowOid, bool isKey, CancellationToken ct)
    {
        var isDone = false;
        while (!isDone)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await LockBuildAsync(connection, shadowOid, "constraints", ct);
            var gap = await ShadowGap.ReadAsync(connection, liveOid, shadowOid, ct);
            if (gap.Attachable.Where(item => item.Constraint.IsKey == isKey).ToList() is [var (attached, index), ..])
            {
                await connection.RunAsync(attached.Attach(shadow, index), ct);
            }
            else if (gap.Constraints.FirstOrDefault(constraint => constraint.IsKey == isKey) is { } constraint)
            {
                await connection.RunAllAsync(constraint.MakeConstraint(shadow, await FreeNameAsync(connection, shadow.Schema, constraint.Name, ct)), ct);
            }
            else
            {
                isDone = true;
            }

            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    /// <summary>Lets another process that makes the same wait until this transaction has ended, and then find it made.</summary>
    private static Task LockBuildAsync(NpgsqlConnection connection, uint shadowOid, string what, CancellationToken ct) =>
        connection.RunAsync($"select pg_advisory_xact_lock(hashtextextended({Identifiers.Literal($"bunnydb {shadowOid} {what}")}, 0))", ct);

    /// <summary>Several builds look for names at once: what tells theirs apart comes first, where no cut to 63 bytes takes it away.</summary>
    private static async Task<string> FreeNameAsync(NpgsqlConnection connection, string schema, string name, CancellationToken ct) =>
        await new TakenNames(connection).TakeAsync(schema, $"resync_{Guid.NewGuid().ToString("N")[..8]}_{name}", ct);

    private static async Task MakeStatisticsAsync(NpgsqlConnection connection, uint liveOid, QualifiedTable shadow, uint shadowOid, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockBuildAsync(connection, shadowOid, "statistics", ct);
        var missing = StatisticsObject.Pair(await StatisticsObject.ReadAsync(connection, liveOid, ct), await StatisticsObject.ReadAsync(connection, shadowOid, ct)).Missing;
        foreach (var statistics in missing)
        {
            var name = statistics.Name with { Name = await FreeNameAsync(connection, statistics.Name.Schema, statistics.Name.Name, ct) };
            await connection.RunAllAsync(statistics.Make(shadow, name), ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task MarkAsync(NpgsqlConnection connection, uint liveOid, QualifiedTable shadow, uint shadowOid, CancellationToken ct)
    {
        var (pairs, _, _) = TableStructure.Pair(await TableStructure.ReadAsync(connection, liveOid, ct), await TableStructure.ReadAsync(connection, shadowOid, ct));
        foreach (var pair in pairs.Where(pair => pair.Live.IsReplicaIdentity && !pair.Shadow.IsReplicaIdentity))
        {
            await connection.RunAsync($"alter table {Identifiers.Quote(shadow)} replica identity using index {Identifiers.Quote(pair.Shadow.Name)}", ct);
        }

        foreach (var pair in pairs.Where(pair => pair.Live.IsClustered && !pair.Shadow.IsClustered))
        {
            await connection.RunAsync($"alter table {Identifiers.Quote(shadow)} cluster on {Identifiers.Quote(pair.Shadow.Name)}", ct);
        }
    }

    private static async Task<uint> OidAsync(NpgsqlConnection connection, QualifiedTable table, CancellationToken ct) =>
        (await TableHead.FindAsync(connection, table, ct))?.Oid ?? throw new InvalidOperationException($"There is no table {table}.");
}
