using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Rows;
using BunnyDb.Applier.Targets;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.PgOutput;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.SchemaChanges;
using Npgsql;

namespace BunnyDb.Applier.Schema;

/// <summary>
/// Follows columns that the source has added, at the very change that first brings them: inside the destination transaction that is open, so that column,
/// rows and position are one. Only where the rows that are there get exactly the value that the source's have; anything else halts.
/// </summary>
/// <param name="openSource">Gives an open connection to the source at every call.</param>
internal sealed class ColumnFollower(RouteTable routes, Func<CancellationToken, ValueTask<NpgsqlConnection>> openSource)
{
    /// <summary>Every reader that comes waits behind us meanwhile, so a try is short; the lane tries again.</summary>
    private const string LockTimeout = "1s";

    /// <summary>
    /// Brings what is on record up to date where the destination lacks nothing: a table whose rows the source rewrites for other reasons (TRUNCATE, VACUUM
    /// FULL) is known again. In a transaction that holds the lane's row. Without effect while the source is away.
    /// </summary>
    internal async Task LearnAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        try
        {
            await using var source = await openSource(ct);
            var now = await SourceTableReader.ReadAsync(source, [.. routes.All.Select(route => route.Source)], ct);
            var end = await WalEnd.ReadAsync(source, ct);
            foreach (var route in routes.All.Where(route => now.ContainsKey(route.Source)))
            {
                if (await TargetReader.FindAsync(route.Destination, destination, ct) is { } target)
                {
                    SameTable.Check(now[route.Source], route);
                    await LearnAsync(route, now[route.Source], route.Known, target, target, end, destination, ct);
                }
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested && FaultPolicy.Classify(e).Kind == FaultKind.Transient)
        {
            // What is on record stays true; it only proves less.
        }
    }

    /// <summary>Whether the source's table has this name now, whatever it was called at a change.</summary>
    internal async Task<bool> IsCalledAsync(uint relationId, QualifiedTable name, CancellationToken ct)
    {
        await using var source = await openSource(ct);
        return (await SourceTableReader.ReadAsync(source, [relationId], ct)).GetValueOrDefault(relationId)?.Name == name;
    }

    /// <summary>Adds the columns that are missing. Returns those whose values do not matter any more: the source has dropped them again.</summary>
    /// <param name="committed">Where the commit record of the change's transaction starts; null: not known.</param>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaMismatch"/>: a column cannot be followed exactly.</exception>
    internal async Task<IReadOnlyList<string>> FollowAsync(
        TableRoute route, RelationMessage relation, IReadOnlyList<RelationColumn> missing, TargetTable target, Lsn? committed, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var source = await openSource(ct);
        var now = (await SourceTableReader.ReadAsync(source, [relation.RelationId], ct)).GetValueOrDefault(relation.RelationId)
            ?? throw new FaultException(SchemaFault.Gone(route, missing[0].Name, "the source has dropped the table since then"));
        var known = await KnownSources.FindAsync(destination, routes.Lane, route.MappingId, ct);
        var present = missing.Where(column => now.Columns.Any(own => own.Name == column.Name)).ToList();
        var gone = missing.Except(present).Select(column => column.Name).ToList();
        if (gone.Count > 0 && !DroppedColumns.AreCertain(known, now, relation, committed))
        {
            throw new FaultException(SchemaFault.Gone(route, gone[0], "the source has it no more, under this name: dropped or renamed since then"));
        }

        if (present.Count > 0)
        {
            await AddAsync(route, [.. present.Select(column => Exact(route, column, now, known))], destination, ct);
            await LearnAsync(route, now, known, (await TargetReader.FindAsync(target.Name, destination, ct))!, target, null, destination, ct);
        }

        return gone;
    }

    private static (SourceColumn Column, string? Value) Exact(TableRoute route, RelationColumn sent, SourceTable now, KnownSource? known)
    {
        var column = now.Columns.Single(own => own.Name == sent.Name);
        return ColumnArrival.Of(known, now, column, isListed: route.Excluded.Count > 0) switch
        {
            _ when (column.TypeId, column.TypeModifier) != (sent.TypeId, sent.TypeModifier) =>
                throw new FaultException(SchemaFault.Of(route, column.Name, "its type was changed since then")),
            ColumnArrival.Exact(var value) => (column, value),
            ColumnArrival.Renamed(var from) => throw new FaultException(SchemaFault.Renamed(route, from, column.Name)),
            ColumnArrival.Unknown(var why) => throw new FaultException(SchemaFault.Of(route, column.Name, why)),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no arrival that the applier knows."),
        };
    }

    private static async Task AddAsync(
        TableRoute route, IReadOnlyList<(SourceColumn Column, string? Value)> columns, NpgsqlConnection destination, CancellationToken ct)
    {
        foreach (var (column, _) in columns)
        {
            if (!await KnowsTypeAsync(column, destination, ct))
            {
                throw new FaultException(SchemaFault.Of(route, column.Name, $"the destination has no type {column.Declaration}"));
            }
        }

        // ALTER TABLE refuses a table with checks that are still to be made at the transaction's end; the source has made all of these by now.
        await destination.ExecuteAsync($"set constraints all immediate; set local lock_timeout = '{LockTimeout}'", ct);
        foreach (var (column, value) in columns)
        {
            foreach (var statement in ColumnDdl.Add(route.Destination, column, value))
            {
                await destination.ExecuteAsync(statement, ct);
            }
        }

        await destination.ExecuteAsync("set local lock_timeout = 0; set constraints all deferred", ct);
    }

    private Task LearnAsync(
        TableRoute route, SourceTable now, KnownSource? before, TargetTable target, TargetTable had, Lsn? ahead, NpgsqlConnection destination, CancellationToken ct) =>
        KnownSources.LearnAsync(routes.Lane, route.MappingId, before, now, route.Excluded, target, had.Columns.Keys.ToHashSet(), ahead, destination, ct);

    private static async Task<bool> KnowsTypeAsync(SourceColumn column, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select to_regtype({Identifiers.Literal(column.Declaration)}) is not null", destination);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
