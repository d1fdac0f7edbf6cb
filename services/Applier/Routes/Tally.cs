using System.Runtime.InteropServices;
using BunnyDb.Applier.Rows;

namespace BunnyDb.Applier.Routes;

/// <summary>What one destination transaction did so far. Thrown away with the transaction when that is rolled back.</summary>
internal sealed class Tally
{
    private readonly Dictionary<Guid, RouteCounts> byMapping = [];
    private readonly Dictionary<Conflict, long> conflicts = [];

    internal IReadOnlyDictionary<Guid, RouteCounts> ByMapping => byMapping;

    internal IReadOnlyDictionary<Conflict, long> Conflicts => conflicts;

    internal long Changes { get; private set; }

    internal long Transactions { get; private set; }

    internal void Inserted(TableRoute route) => Change(route, new RouteCounts(1, 0, 0, 0));

    internal void Updated(TableRoute route) => Change(route, new RouteCounts(0, 1, 0, 0));

    internal void Deleted(TableRoute route) => Change(route, new RouteCounts(0, 0, 1, 0));

    internal void Conflicted(TableShape table, ConflictKind kind)
    {
        var conflict = Conflict.Of(table, kind);
        conflicts[conflict] = conflicts.GetValueOrDefault(conflict) + 1;
        Add(table.Route.MappingId, new RouteCounts(0, 0, 0, 1));
    }

    internal void Committed(int transactions) => Transactions += transactions;

    internal void Add(Tally other)
    {
        foreach (var (mapping, counts) in other.byMapping)
        {
            Add(mapping, counts);
        }

        foreach (var (conflict, count) in other.conflicts)
        {
            conflicts[conflict] = conflicts.GetValueOrDefault(conflict) + count;
        }

        Changes += other.Changes;
        Transactions += other.Transactions;
    }

    private void Change(TableRoute route, RouteCounts counts)
    {
        Add(route.MappingId, counts);
        Changes++;
    }

    private void Add(Guid mapping, RouteCounts more)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(byMapping, mapping, out _);
        counts += more;
    }
}

/// <summary>Rows changed in one table. <c>default</c>: none.</summary>
internal readonly record struct RouteCounts(long Inserted, long Updated, long Deleted, long Conflicts)
{
    public static RouteCounts operator +(RouteCounts a, RouteCounts b) =>
        new(a.Inserted + b.Inserted, a.Updated + b.Updated, a.Deleted + b.Deleted, a.Conflicts + b.Conflicts);
}
