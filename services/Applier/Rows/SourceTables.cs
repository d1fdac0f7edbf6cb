using System.Collections.Immutable;
using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Schema;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;
using Npgsql;

namespace BunnyDb.Applier.Rows;

/// <summary>The tables that the epoch has described so far, and where their rows go.</summary>
internal sealed class SourceTables(RouteTable routes, ColumnFollower follower)
{
    private readonly Dictionary<uint, TableShape?> shapes = [];

    /// <summary>What is described at this point of the stream.</summary>
    internal ImmutableDictionary<uint, RelationMessage> Described { get; private set; } = ImmutableDictionary<uint, RelationMessage>.Empty;

    /// <summary>Where the commit record of the transaction starts that is being read; null before the first.</summary>
    internal Lsn? CommittedAt { get; set; }

    /// <summary>Before a stretch is replayed: each change is read as it was sent, and the destination's tables as they are now.</summary>
    internal void GoBackTo(ImmutableDictionary<uint, RelationMessage> described)
    {
        Described = described;
        Forget();
    }

    /// <summary>Before anything is applied: what is known of the source's tables is brought up to date.</summary>
    internal Task LearnAsync(NpgsqlConnection connection, CancellationToken ct) => follower.LearnAsync(connection, ct);

    /// <summary>Nothing is new in this description.</summary>
    internal bool IsDescribed(RelationMessage relation) => Described.TryGetValue(relation.RelationId, out var known) && known.Equals(relation);

    internal void Describe(RelationMessage relation)
    {
        if (!IsDescribed(relation))
        {
            Described = Described.SetItem(relation.RelationId, relation);
            shapes.Remove(relation.RelationId);
        }
    }

    /// <summary>Routes or destination tables may have changed: look again.</summary>
    internal void Forget() => shapes.Clear();

    /// <summary>What <see cref="FindAsync"/> has found, since the table was described or the destination looked at.</summary>
    internal bool IsKnown(uint relationId, out TableShape? table) => shapes.TryGetValue(relationId, out table);

    /// <summary>Null: the table has no route, its changes are not ours.</summary>
    /// <exception cref="UnknownRelationException">The stream has not described the relation.</exception>
    /// <exception cref="FaultException">The destination has no such table, or lacks a column.</exception>
    internal async ValueTask<TableShape?> FindAsync(uint relationId, NpgsqlConnection connection, CancellationToken ct)
    {
        if (IsKnown(relationId, out var known))
        {
            return known;
        }

        var relation = Described.GetValueOrDefault(relationId) ?? throw new UnknownRelationException(relationId);
        if (SameTable.RouteOf(relation, routes.All) is not { } route)
        {
            return shapes[relationId] = null;
        }

        if (route.Source != relation.Table && !await follower.IsCalledAsync(relationId, route.Source, ct))
        {
            throw SameTable.Renamed(route, relation.Table);
        }

        var target = await FindTargetAsync(route, connection, ct);
        if (TableShape.Missing(route, relation, target) is { Count: > 0 } missing)
        {
            var ignored = await follower.FollowAsync(route, relation, missing, target, CommittedAt, connection, ct);
            target = await FindTargetAsync(route, connection, ct);
            route = route with { Excluded = route.Excluded.Concat(ignored).ToHashSet() };
        }

        return shapes[relationId] = TableShape.Match(route, relation, target);
    }

    private static async Task<TargetTable> FindTargetAsync(TableRoute route, NpgsqlConnection connection, CancellationToken ct) =>
        await TargetReader.FindAsync(route.Destination, connection, ct) ?? throw new FaultException(new Fault(
            FaultKind.Halt, FaultCode.SchemaMismatch, $"The destination has no table {route.Destination}, which {route.Source} is mirrored to.",
            "Create the table, or remove it from the mirror and add it again, then resume.", route.Destination.ToString()));
}

/// <summary>The stream refers to a relation that this epoch has not described: a part of it is missing.</summary>
internal sealed class UnknownRelationException(uint relationId) : Exception($"The stream has not described relation {relationId}.");
