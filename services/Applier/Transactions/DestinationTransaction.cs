using BunnyDb.Applier.Routes;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Applier.Transactions;

/// <summary>A destination transaction that holds the lane's row: rows, counters and position become visible together or not at all.</summary>
internal sealed class DestinationTransaction(NpgsqlTransaction transaction, LaneProgress progress) : IAsyncDisposable
{
    private const string Stretch = "bunnydb_stretch";

    private bool isDeferred;

    /// <summary>The lane's row as it was when it was locked; nobody can change it meanwhile.</summary>
    internal LaneProgress Progress => progress;

    internal NpgsqlTransaction Inner => transaction;

    internal Tally Tally { get; } = new();

    /// <summary>The source transaction that goes on in the next batch; null between transactions.</summary>
    internal SourceTransaction? Inside { get; set; }

    /// <summary>Applied already. The commit record of a transaction that is not starts at or after the position.</summary>
    internal bool Has(SourceTransaction source) => source.FinalLsn < progress.Position;

    /// <summary>Keys and foreign keys that may be checked at the end are: rows come in the source's order, not in one that the destination's keys like.</summary>
    internal async Task DeferConstraintsAsync(CancellationToken ct)
    {
        if (!isDeferred)
        {
            await ExecuteAsync("set constraints all deferred", ct);
            isDeferred = true;
        }
    }

    internal Task MarkStretchAsync(CancellationToken ct) => ExecuteAsync($"savepoint {Stretch}", ct);

    internal Task ForgetStretchAsync(CancellationToken ct) => ExecuteAsync($"release savepoint {Stretch}", ct);

    /// <summary>Takes back that constraints were deferred, too, if that was done within the stretch.</summary>
    internal Task UndoStretchAsync(CancellationToken ct)
    {
        isDeferred = false;
        return ExecuteAsync($"rollback to savepoint {Stretch}", ct);
    }

    /// <summary>Writes counters and position and commits. Without a token from there on: once COMMIT is sent its outcome must be awaited.</summary>
    internal async Task CommitAsync(RouteTable routes, Lsn position, CancellationToken ct)
    {
        await routes.CountAsync(Tally, transaction, ct);
        if (position > progress.Position)
        {
            await LaneProgress.AdvanceAsync(progress.Lane, position, transaction, ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Rolls back what is not committed.</summary>
    public ValueTask DisposeAsync() => transaction.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(ct);
    }
}
