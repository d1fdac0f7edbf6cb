using System.Data;
using System.Diagnostics;
using Npgsql;

namespace BunnyDb.Demo.Resyncs;

/// <summary>One application of the destination that reads in its one way, again and again, and remembers what it saw.</summary>
internal sealed class Reader(Database destination, ReaderKind kind)
{
    /// <summary>Between the two reads of a transaction: time for a swap to come between them, if it could.</summary>
    private static readonly TimeSpan WithinTransaction = TimeSpan.FromMilliseconds(10);

    private readonly long[] newestStamps = new long[kind.Keys];

    internal Observations Seen { get; } = new();

    internal async Task ReadUntilAsync(CancellationToken stopping, CancellationToken ct)
    {
        await using var connection = await destination.OpenAnewAsync(ct);
        await using var read = await StatementAsync(connection, ct);
        for (var turn = 0; !stopping.IsCancellationRequested; turn++)
        {
            var key = turn % kind.Keys;
            try
            {
                await ReadAsync(read, key, ct);
            }
            catch (NpgsqlException e)
            {
                Seen.NoteError($"{kind.Name}: {e.Message}");
            }

            await Task.Delay(kind.Breath, ct);
        }
    }

    private async Task ReadAsync(NpgsqlCommand read, int key, CancellationToken ct)
    {
        switch (kind.Session)
        {
            case ReaderSession.Plain or ReaderSession.Prepared:
                await LookAsync(read, key, ct);
                break;
            case ReaderSession.RepeatableRead:
                await using (var transaction = await read.Connection!.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct))
                {
                    var first = await LookAsync(read, key, ct);
                    await Task.Delay(WithinTransaction, ct);
                    var second = await LookAsync(read, key, ct);
                    if (first != second)
                    {
                        Seen.NoteTorn($"{kind.Name}: {first}, then {second}");
                    }

                    await transaction.CommitAsync(ct);
                }

                break;
            case ReaderSession.NewEachTime:
                var started = (At: DateTimeOffset.UtcNow, Ticks: Stopwatch.GetTimestamp());
                await using (var connection = await destination.OpenAnewAsync(ct))
                {
                    await using var anew = await StatementAsync(connection, ct);
                    Judge(key, await SightAsync(anew, key, ct));
                }

                Seen.Reads.Add(new TimedRead(started.At, Stopwatch.GetElapsedTime(started.Ticks).TotalMilliseconds));
                break;
            default:
                throw new UnreachableException($"No such session: {kind.Session}.");
        }
    }

    private async Task<Sight> LookAsync(NpgsqlCommand read, int key, CancellationToken ct)
    {
        var at = DateTimeOffset.UtcNow;
        var started = Stopwatch.GetTimestamp();
        var sight = await SightAsync(read, key, ct);
        Seen.Reads.Add(new TimedRead(at, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
        Judge(key, sight);
        return sight;
    }

    private void Judge(int key, Sight sight)
    {
        Seen.Judge(kind, sight, newestStamps[key]);
        newestStamps[key] = Math.Max(newestStamps[key], sight.Stamp);
    }

    private async Task<NpgsqlCommand> StatementAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var statement = new NpgsqlCommand(kind.Sql, connection);
        if (kind.Keys > 1)
        {
            statement.Parameters.Add(new NpgsqlParameter<int>());
        }

        if (kind.Session == ReaderSession.Prepared)
        {
            await statement.PrepareAsync(ct);
        }

        return statement;
    }

    /// <summary>Nothing at all where an aggregate found no row.</summary>
    private static async Task<Sight> SightAsync(NpgsqlCommand read, int key, CancellationToken ct)
    {
        if (read.Parameters.Count > 0)
        {
            read.Parameters[0].Value = key;
        }

        await using var rows = await read.ExecuteReaderAsync(ct);
        return await rows.ReadAsync(ct) && rows.GetInt64(0) is > 0 and var count
            ? new Sight(count, rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3))
            : default;
    }
}
