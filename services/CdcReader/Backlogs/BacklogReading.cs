using BunnyDb.CdcReader.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Replication.Backlogs;
using Npgsql;

namespace BunnyDb.CdcReader.Backlogs;

/// <summary>
/// What a lane is far behind with, read piece by piece from copies of its slot: a query's rows come many at a time, a stream's messages one by one,
/// and that costs the source more than decoding them does (docs/adr/0013). While the rows of a piece come in, the source decodes the next.
/// </summary>
/// <param name="current">Follows the lane's slot from the lane's position on.</param>
internal sealed class BacklogReading(SlotCopy current, SlotCopy other, string slot, string publication, PiecePlan plan, InFlight flight) : IAsyncDisposable
{
    private static readonly TimeSpan LevelPoll = TimeSpan.FromMilliseconds(20);

    /// <summary>While a piece comes in, its query's snapshot keeps the source from vacuuming; a destination that is so slow needs no faster source.</summary>
    private static readonly TimeSpan PieceBound = TimeSpan.FromSeconds(30);

    private ulong received;
    private bool isReading;

    /// <summary>Every transaction of ours that was committed before it was given to <see cref="RelayAsync"/>'s pending.</summary>
    internal Lsn Received => new(Volatile.Read(ref received));

    /// <summary>The source has more than we have taken.</summary>
    internal bool IsReading => Volatile.Read(ref isReading);

    /// <summary>Reads the backlog and returns where to stream from, once the destination has it.</summary>
    /// <param name="durable">Asked for what the destination cannot lose any more.</param>
    /// <exception cref="BacklogException">It cannot be read so; it can be streamed.</exception>
    internal async Task<Lsn> RelayAsync(PendingChanges pending, Func<Lsn> durable, CancellationToken ct)
    {
        try
        {
            var end = await RelayPiecesAsync(pending, durable, ct);
            while (!(pending.IsIdle && flight.IsEmpty))
            {
                await Task.Delay(LevelPoll, ct);
            }

            // The stream begins to decode where this lets it.
            await current.ConfirmAsync(slot, durable(), ct);
            return end;
        }
        catch (PostgresException e) when (BacklogException.IsOf(e))
        {
            throw new BacklogException($"{e.SqlState}: {FaultPolicy.Classify(e).Message}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await current.DisposeAsync();
        await other.DisposeAsync();
    }

    private async Task<Lsn> RelayPiecesAsync(PendingChanges pending, Func<Lsn> durable, CancellationToken ct)
    {
        var (reading, decoding) = (current, other);
        var (reach, piece) = await DecodeAsync(reading, Task.CompletedTask, ct);
        var confirmed = reach.Confirmed;
        while (piece is not null)
        {
            Volatile.Write(ref isReading, true);
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var following = decoding.FollowAsync(reading.Name, giveUp.Token);
            var next = DecodeAsync(decoding, following, giveUp.Token);
            try
            {
                await RelayAsync(piece, pending, ct);

                // A slot takes the source several writes to its disk, made and dropped: this one while the other is decoding.
                await following;
                await reading.LeaveAsync(ct);
                if (durable().BytesSince(confirmed) >= PiecePlan.Largest)
                {
                    confirmed = durable();
                    await reading.ConfirmAsync(slot, confirmed, ct);
                }
            }
            catch
            {
                await giveUp.CancelAsync();
                await EndAsync(next);
                throw;
            }

            (reach, piece) = await next;
            Volatile.Write(ref received, reach.Confirmed.Value);
            (reading, decoding) = (decoding, reading);
        }

        Volatile.Write(ref isReading, false);
        pending.Pause();
        return reach.Confirmed;
    }

    private static async Task EndAsync(Task<(SlotReach Reach, Piece? Piece)> next)
    {
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (next is { IsCompletedSuccessfully: true, Result.Piece: { } piece })
        {
            await piece.DisposeAsync();
        }
    }

    /// <summary>Where the slot was, and the next piece if there is to be one.</summary>
    private async Task<(SlotReach Reach, Piece? Piece)> DecodeAsync(SlotCopy copy, Task following, CancellationToken ct)
    {
        await following;
        var reach = await copy.LookAsync(ct);
        return (reach, plan.Next(reach) is { } end ? await copy.ReadAsync(publication, end, ct) : null);
    }

    private static async Task RelayAsync(Piece piece, PendingChanges pending, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(PieceBound);
        await using (piece)
        {
            try
            {
                while (await piece.ReadAsync(bounded.Token) is { } messages)
                {
                    await pending.AddAsync(messages, bounded.Token);
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new BacklogException($"the destination has not taken a piece within {PieceBound.TotalSeconds:0} seconds");
            }
        }
    }
}
