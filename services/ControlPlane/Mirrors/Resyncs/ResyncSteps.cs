using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.ControlPlane.Mirrors.Resyncs;

/// <summary>A resync's way in words and statements, for whoever asks before. Pure.</summary>
internal static class ResyncSteps
{
    internal static IReadOnlyList<ResyncStepReply> Of(
        Mirror mirror, IReadOnlyList<TableMapping> mappings, ResyncStrategy strategy, IReadOnlyDictionary<QualifiedTable, TableShape> live) =>
        strategy == ResyncStrategy.Swap ? Swapped(mirror, mappings, live) : Truncated(mirror, mappings);

    private static IReadOnlyList<ResyncStepReply> Swapped(Mirror mirror, IReadOnlyList<TableMapping> mappings, IReadOnlyDictionary<QualifiedTable, TableShape> live)
    {
        var steps = new List<ResyncStepReply>
        {
            new(MirrorPhase.Snapshot, "A temporary slot with an exported snapshot; a shadow for each table; the source's rows under that snapshot. The live tables stay in step.",
                [.. mappings.Select(m => $"create table {Identifiers.Quote(Shadow(m))} (like {Identifiers.Quote(m.Destination)} including defaults including generated including storage)")]),
            new(MirrorPhase.Index, "What the live tables have: keys, indexes, constraints, statistics.",
                [.. mappings.SelectMany(m => live.TryGetValue(m.Destination, out var table) ? Structures(table, Shadow(m)) : [])]),
            new(MirrorPhase.Catchup, "The changes since the snapshot, into the shadows, until they are nearly where the live tables are.", []),
        };
        if (mirror.Options.VerifyBeforeSwap)
        {
            steps.Add(new(MirrorPhase.Verify, "At one point of the source, every shadow is compared with its source table by count and checksum.", []));
        }

        var wait = mirror.Options.Cutover == Cutover.Manual ? "An operator's POST resync/cutover. Then wait" : "Wait";
        steps.Add(new(MirrorPhase.Swap,
            $"{wait} for transactions that read with an older snapshot ({mirror.Options.SwapOldSnapshotWaitSeconds} s at most a try); a marker in the source's log, at which both lanes hold; one transaction, "
            + $"in which no reader waits longer than {mirror.Options.SwapLockTimeoutMs} ms, tried {mirror.Options.SwapMaxAttempts} times at most.",
            [
                .. mappings.Select(m => $"alter table {Identifiers.Quote(m.Destination)} rename to {Identifiers.Quote(m.Destination.Name + "_old")}"),
                .. mappings.Select(m => $"alter table {Identifiers.Quote(Shadow(m))} rename to {Identifiers.Quote(m.Destination.Name)}"),
            ]));
        steps.Add(new(MirrorPhase.ForeignKeys, "Foreign keys are validated, sequences brought to the source's values, the old tables dropped.", []));
        return steps;
    }

    private static IReadOnlyList<ResyncStepReply> Truncated(Mirror mirror, IReadOnlyList<TableMapping> mappings) =>
    [
        new(MirrorPhase.Snapshot,
            $"A temporary slot with an exported snapshot; the tables are emptied (no reader waits longer than {mirror.Options.SwapLockTimeoutMs} ms for the lock) and filled under that snapshot. Readers see them short until they are filled; foreign keys that refer to them are put aside.",
            [$"truncate {string.Join(", ", mappings.Select(m => Identifiers.Quote(m.Destination)))}"]),
        new(MirrorPhase.Index, "Indexes and constraints that are missing, statistics.", []),
        new(MirrorPhase.Catchup, "The changes since the snapshot.", []),
        new(MirrorPhase.Swap, "A marker in the source's log, at which the main lane takes the tables over.", []),
        new(MirrorPhase.ForeignKeys, "Foreign keys are put back and validated.", []),
    ];

    private static IEnumerable<string> Structures(TableShape table, QualifiedTable shadow)
    {
        var behind = table.Constraints.Select(constraint => constraint.Index).ToHashSet();
        return
        [
            .. table.Constraints.Select(constraint => ConstraintDdl.Add(shadow, constraint, constraint.Name)),
            .. table.Indexes.Where(index => !behind.Contains(index.Oid)).Select(index => ConstraintDdl.CreateIndex(shadow, index, index.Name)),
        ];
    }

    private static QualifiedTable Shadow(TableMapping mapping) => mapping.Destination with { Name = mapping.Destination.Name + "_resync" };
}
