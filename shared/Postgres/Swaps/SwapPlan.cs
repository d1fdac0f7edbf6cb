using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps.Carrying;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Everything that a swap does, read and written down before the first lock.</summary>
/// <param name="Obstacles">What cannot be carried over; with one of them, or without shadows, there are no statements.</param>
/// <param name="Locks">In this order: views, tables around, the live tables last, so that readers who came through a view are not met head-on.</param>
/// <param name="Statements">What is run under the locks, in order.</param>
/// <param name="Stamp">Of all catalog rows that the plan rests on.</param>
public sealed record SwapPlan(
    IReadOnlyList<SwapPair> Pairs,
    IReadOnlyList<SwapObstacle> Obstacles,
    IReadOnlyList<string> Locks,
    IReadOnlyList<string> Statements,
    string Stamp,
    SwapAfterwards Afterwards)
{
    internal IReadOnlyList<SwapSubject> Subjects { get; private init; } = [];

    /// <summary>Whose state the stamp is of.</summary>
    internal IReadOnlyList<uint> StampedOids { get; private init; } = [];

    /// <summary>Relations that are locked against readers too.</summary>
    internal IReadOnlyCollection<uint> AlteredOids { get; private init; } = [];

    /// <summary>Relations that are locked against writers alone.</summary>
    internal IReadOnlyCollection<uint> ReferencedOids { get; private init; } = [];

    /// <summary>Reads the plan of one swap of all these tables. Nothing is locked or changed. Without shadows (the preflight) it only looks for obstacles.</summary>
    public static async Task<SwapPlan> ReadAsync(NpgsqlConnection connection, IReadOnlyList<SwapPair> pairs, CancellationToken ct)
    {
        var scene = await SwapScene.ReadAsync(connection, pairs, ct);
        var script = new SwapScript();
        script.Obstacles.AddRange(await SwapObstacles.OfTablesAsync(connection, pairs, ct));
        var materialized = await MaterializedView.ReadAsync(scene, ct);
        IReadOnlyList<uint> anew = [.. scene.LiveOids, .. materialized.Select(view => view.Oid)];
        IReadOnlyList<uint> stamped = [.. anew, .. scene.Subjects.Select(subject => subject.ShadowOid)];

        // First of all that the statements are made from: what changes after this is seen under the lock.
        var stamp = await SwapStamp.ReadAsync(connection, stamped, ct);
        var dependants = await Dependant.ReadAsync(connection, anew, ct);
        await FindObstaclesAsync(scene, materialized, dependants, script, ct);
        if (script.Obstacles.Count == 0 && pairs.All(pair => pair.Shadow is not null))
        {
            await CarryAsync(scene, materialized, dependants, script, ct);
        }

        var isPossible = script.Obstacles.Count == 0;
        return new SwapPlan(
            pairs, script.Obstacles, isPossible ? script.Locks : [], isPossible ? script.Statements : [], stamp,
            new SwapAfterwards(script.ToValidate, [.. scene.Subjects.Select(subject => new RetiredTable(subject.LiveOid, subject.Retired))]) { Replaced = script.Replaced })
        {
            Subjects = scene.Subjects,
            StampedOids = stamped,
            AlteredOids = script.AlteredOids,
            ReferencedOids = script.ReferencedOids,
        };
    }

    private static async Task FindObstaclesAsync(
        SwapScene scene, IReadOnlyList<MaterializedView> materialized, IReadOnlyList<Dependant> dependants, SwapScript script, CancellationToken ct)
    {
        script.Obstacles.AddRange(SwapObstacles.OfDependants(dependants));
        script.Obstacles.AddRange(await MissingPrivileges.FindAsync(scene, materialized, dependants, ct));
        script.Obstacles.AddRange(materialized.SelectMany(view => view.Obstacles()));
        await Sequences.FindObstaclesAsync(scene, script, ct);
        await Functions.FindObstaclesAsync(scene, Of(dependants, DependantKind.Function), script, ct);
        await ForeignKeys.FindObstaclesAsync(scene, script, ct);
    }

    private static async Task CarryAsync(
        SwapScene scene, IReadOnlyList<MaterializedView> materialized, IReadOnlyList<Dependant> dependants, SwapScript script, CancellationToken ct)
    {
        await TableNames.CarryAsync(scene, script, ct);
        await Sequences.CarryAsync(scene, script, ct);
        await Privileges.CarryAsync(scene, script, ct);
        await Triggers.CarryAsync(scene, script, ct);
        await Publications.CarryAsync(scene, script, ct);
        await Views.CarryAsync(scene, materialized, dependants, script, ct);
        await Functions.CarryAsync(scene, Of(dependants, DependantKind.Function), script, ct);

        // After the views: policies of others may read a materialized view that is made anew.
        await Policies.CarryAsync(scene, [.. Of(dependants, DependantKind.Policy).Select(policy => policy.Oid)], script, ct);
        await ForeignKeys.CarryAsync(scene, script, ct);
        await Comments.CarryAsync(scene, script, ct);
    }

    private static List<Dependant> Of(IEnumerable<Dependant> dependants, DependantKind kind) => [.. dependants.Where(dependant => dependant.Kind == kind)];
}
