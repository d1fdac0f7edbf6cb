using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>The names of the tables, and of their indexes, constraints and statistics objects, change hands.</summary>
internal static class TableNames
{
    internal static async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        foreach (var subject in scene.Subjects)
        {
            script.LockTable(LockRank.Live, subject.LiveOid, subject.Live);
            script.LockTable(LockRank.Shadows, subject.ShadowOid, subject.Shadow);
            script.Add(SwapStage.Rename, $"alter table {subject.LiveSql} rename to {Identifiers.Quote(subject.Retired.Name)}");
            script.Add(SwapStage.Rename, $"alter table {Identifiers.Quote(subject.Shadow)} rename to {Identifiers.Quote(subject.Live.Name)}");
            await CarryHeadAsync(scene, subject, script, ct);
            await CarryColumnsAsync(scene, subject, script, ct);
            await CarryStructuresAsync(scene, subject, script, ct);
            await CarryStatisticsAsync(scene, subject, script, ct);
        }
    }

    /// <summary>What was set on the live columns since the shadow was made goes over; what would write its rows again is an obstacle.</summary>
    private static async Task CarryColumnsAsync(SwapScene scene, SwapSubject subject, SwapScript script, CancellationToken ct)
    {
        script.AddAll(SwapStage.Dress, ColumnSettings.Statements(
            $"alter table {subject.LiveSql}", await ColumnSettings.ReadAsync(scene.Connection, subject.LiveOid, ct),
            await ColumnSettings.ReadAsync(scene.Connection, subject.ShadowOid, ct)));
        var different = await CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("shadow_differences"), row => row.GetString(0), ct,
            new NpgsqlParameter { Value = subject.LiveOid, NpgsqlDbType = NpgsqlDbType.Oid }, new NpgsqlParameter { Value = subject.ShadowOid, NpgsqlDbType = NpgsqlDbType.Oid });
        foreach (var column in different)
        {
            script.Obstacles.Add(SwapObstacles.ShadowDiffers(subject.Live, $"column {Identifiers.Quote(column)}"));
        }
    }

    /// <summary>What was set on the live table since its shadow was made like it.</summary>
    private static async Task CarryHeadAsync(SwapScene scene, SwapSubject subject, SwapScript script, CancellationToken ct)
    {
        var live = await TableHead.FindAsync(scene.Connection, subject.Live, ct);
        var shadow = await TableHead.FindAsync(scene.Connection, subject.Shadow, ct);
        if (live is null || shadow is null)
        {
            return;
        }

        script.AddAll(SwapStage.Dress, live.Changes($"alter table {subject.LiveSql}", shadow));
        if (live.Differs(shadow) is { } what)
        {
            script.Obstacles.Add(SwapObstacles.ShadowDiffers(subject.Live, what));
        }
    }

    private static async Task CarryStructuresAsync(SwapScene scene, SwapSubject subject, SwapScript script, CancellationToken ct)
    {
        var (pairs, missing, extra) = TableStructure.Pair(
            await TableStructure.ReadAsync(scene.Connection, subject.LiveOid, ct), await TableStructure.ReadAsync(scene.Connection, subject.ShadowOid, ct));
        foreach (var structure in missing.Concat(extra))
        {
            script.Obstacles.Add(SwapObstacles.ShadowDiffers(subject.Live, $"{(structure.IsCheck ? "check" : "index")} {Identifiers.Quote(structure.Name)}"));
        }

        foreach (var (live, shadow) in pairs.Where(pair => !pair.Live.IsCheck))
        {
            // A constraint is renamed with its index.
            var free = await scene.Names.TakeAsync(subject.Live.Schema, $"{live.Name}_old", ct);
            script.Add(SwapStage.FreeNames, $"alter index {Quote(subject, live.Name)} rename to {Identifiers.Quote(free)}");
            script.Add(SwapStage.TakeNames, $"alter index {Quote(subject, shadow.Name)} rename to {Identifiers.Quote(live.Name)}");
            script.AddAll(SwapStage.Dress, live.StatisticsChanges(subject.Live, shadow));
            if (live.IsReplicaIdentity && !shadow.IsReplicaIdentity)
            {
                script.Add(SwapStage.Dress, $"alter table {subject.LiveSql} replica identity using index {Identifiers.Quote(live.Name)}");
            }

            if (live.IsClustered != shadow.IsClustered)
            {
                script.Add(SwapStage.Dress, live.IsClustered
                    ? $"alter table {subject.LiveSql} cluster on {Identifiers.Quote(live.Name)}"
                    : $"alter table {subject.LiveSql} set without cluster");
            }
        }
    }

    private static async Task CarryStatisticsAsync(SwapScene scene, SwapSubject subject, SwapScript script, CancellationToken ct)
    {
        var (pairs, missing) = StatisticsObject.Pair(
            await StatisticsObject.ReadAsync(scene.Connection, subject.LiveOid, ct), await StatisticsObject.ReadAsync(scene.Connection, subject.ShadowOid, ct));
        script.Obstacles.AddRange(missing.Select(statistics => SwapObstacles.ShadowDiffers(subject.Live, $"statistics object {statistics.Name}")));
        foreach (var (live, shadow) in pairs)
        {
            var free = await scene.Names.TakeAsync(live.Name.Schema, $"{live.Name.Name}_old", ct);
            script.Add(SwapStage.FreeNames, $"alter statistics {Identifiers.Quote(live.Name)} rename to {Identifiers.Quote(free)}");
            script.Add(SwapStage.TakeNames, $"alter statistics {Identifiers.Quote(shadow.Name)} rename to {Identifiers.Quote(live.Name.Name)}");
            script.AddAll(SwapStage.Dress, live.Changes(shadow));
        }
    }

    private static string Quote(SwapSubject subject, string index) => Identifiers.Quote(new QualifiedTable(subject.Live.Schema, index));
}
