using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Where the parts of a plan write down what is to be done.</summary>
internal sealed class SwapScript
{
    private readonly List<(SwapStage Stage, string Sql)> statements = [];
    private readonly Dictionary<uint, (LockRank Rank, string Sql)> locks = [];

    internal List<SwapObstacle> Obstacles { get; } = [];

    internal List<TableConstraint> ToValidate { get; } = [];

    /// <summary>By the names that they have until they are dropped.</summary>
    internal List<ReplacedObject> Replaced { get; } = [];

    /// <summary>Relations that are locked against readers too.</summary>
    internal IReadOnlyCollection<uint> AlteredOids => [.. locks.Where(item => item.Value.Rank != LockRank.Referenced).Select(item => item.Key)];

    /// <summary>Relations that are locked against writers alone.</summary>
    internal IReadOnlyCollection<uint> ReferencedOids => [.. locks.Where(item => item.Value.Rank == LockRank.Referenced).Select(item => item.Key)];

    /// <summary>Within a stage statements keep the order in which they were added.</summary>
    internal IReadOnlyList<string> Statements => [.. statements.OrderBy(statement => statement.Stage).Select(statement => statement.Sql)];

    internal IReadOnlyList<string> Locks =>
    [
        .. In(LockRank.Views),
        .. All(LockRank.Referenced, "share row exclusive"),
        .. All(LockRank.Around, "access exclusive"),
        .. All(LockRank.Live, "access exclusive"),
        .. All(LockRank.Shadows, "access exclusive"),
    ];

    internal void Add(SwapStage stage, string sql) => statements.Add((stage, sql.Trim().TrimEnd(';')));

    internal void AddAll(SwapStage stage, IEnumerable<string> sql)
    {
        foreach (var statement in sql)
        {
            Add(stage, statement);
        }
    }

    /// <summary><c>lock table</c> on a view would lock all of its tables in an order of its own; giving it the owner that it has locks the view alone and changes nothing.</summary>
    internal void LockView(uint oid, QualifiedTable view, bool isMaterialized, string owner) =>
        locks[oid] = (LockRank.Views, $"alter {(isMaterialized ? "materialized view" : "view")} {Identifiers.Quote(view)} owner to {Identifiers.Quote(owner)}");

    /// <summary>A table is locked once, as strongly as any part of the plan needs it: a lock that is made stronger later is how deadlocks begin.</summary>
    /// <param name="isPartitioned">Its partitions are locked with it.</param>
    internal void LockTable(LockRank rank, uint oid, QualifiedTable table, bool isPartitioned = false)
    {
        if (!locks.TryGetValue(oid, out var known) || known.Rank < rank)
        {
            locks[oid] = (rank, $"{(isPartitioned ? "" : "only ")}{Identifiers.Quote(table)}");
        }
    }

    private IEnumerable<string> In(LockRank rank) =>
        locks.Values.Where(item => item.Rank == rank).Select(item => item.Sql).Order(StringComparer.Ordinal);

    private IEnumerable<string> All(LockRank rank, string mode) =>
        In(rank).ToList() is { Count: > 0 } tables ? [$"lock table {string.Join(", ", tables)} in {mode} mode"] : [];
}
