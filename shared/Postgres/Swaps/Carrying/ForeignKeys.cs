using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>
/// Foreign keys in, out and to the table itself are made again without looking at the rows, which is done afterwards under a weaker lock. From the swap's commit on
/// they hold for every change.
/// </summary>
internal static class ForeignKeys
{
    internal static async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var keys = await ReadAsync(scene, ct);
        foreach (var key in keys)
        {
            var isOurs = scene.LiveOids.Contains(key.TableOid);
            if (!isOurs)
            {
                script.LockTable(LockRank.Around, key.TableOid, key.Table);
                script.Add(SwapStage.Untie, $"alter table only {Identifiers.Quote(key.Table)} drop constraint {Identifiers.Quote(key.Name)}");
            }
            else if (!scene.LiveOids.Contains(key.ReferencedOid) && key.MayLockReferenced)
            {
                script.LockTable(LockRank.Referenced, key.ReferencedOid, key.Referenced, key.IsReferencedPartitioned);
            }

            script.Add(SwapStage.ForeignKeys, key.AddNotValid());
            if (key.Comment is not null)
            {
                script.Add(SwapStage.Comments, $"comment on constraint {Identifiers.Quote(key.Name)} on {Identifiers.Quote(key.Table)} is {Identifiers.Literal(key.Comment)}");
            }

            if (key.IsValid)
            {
                script.ToValidate.Add(new TableConstraint(key.Table, key.Name));
            }
        }
    }

    internal static async Task FindObstaclesAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        foreach (var key in await ReadAsync(scene, ct))
        {
            if (key.IsTablePartitioned && !scene.LiveOids.Contains(key.TableOid))
            {
                script.Obstacles.Add(new SwapObstacle(
                    "referenced_by_partitioned", $"foreign key {key.Name} of {key.Table}", "A foreign key of a partitioned table cannot be made again without looking at all of its rows.",
                    "Drop the foreign key for the time of the resync, or mirror the table with resync_strategy truncate."));
            }

            if (scene.LiveOids.Contains(key.TableOid) && !key.MayReference)
            {
                script.Obstacles.Add(new SwapObstacle(
                    "may_not_reference", $"table {key.Referenced}", $"Our role may not make the foreign key {key.Name} to it again.",
                    $"grant references on {key.Referenced} to the destination peer's role."));
            }
        }
    }

    private static Task<List<ForeignKey>> ReadAsync(SwapScene scene, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("foreign_keys_around"),
            row => new ForeignKey(
                row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), row.GetBoolean(3), row.GetString(4), row.GetString(5), row.GetBoolean(6),
                row.Oid(7), new QualifiedTable(row.GetString(8), row.GetString(9)), row.GetBoolean(10), row.Text(11), row.GetBoolean(12), row.GetBoolean(13)),
            ct, CatalogQuery.Oids(scene.LiveOids));

    /// <param name="Definition">As <c>pg_get_constraintdef</c> prints it.</param>
    private sealed record ForeignKey(
        uint TableOid, QualifiedTable Table, bool IsTablePartitioned, string Name, string Definition, bool IsValid, uint ReferencedOid, QualifiedTable Referenced,
        bool IsReferencedPartitioned, string? Comment, bool MayReference, bool MayLockReferenced)
    {
        /// <summary>The text of one that is not valid says so already.</summary>
        internal string AddNotValid() =>
            $"alter table only {Identifiers.Quote(Table)} add constraint {Identifiers.Quote(Name)} {Definition}{(IsValid ? " not valid" : "")}";
    }
}
