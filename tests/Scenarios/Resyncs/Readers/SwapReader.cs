using System.Data;
using System.Diagnostics;
using BunnyDb.Scenarios.Data;
using Npgsql;

namespace BunnyDb.Scenarios.Resyncs.Readers;

/// <summary>One application that reads in one way all the time.</summary>
/// <param name="outlivesServer">Whether the server may be killed under it; otherwise a connection that breaks is an error.</param>
internal sealed class SwapReader(NpgsqlDataSource destination, ReadKind kind, ReaderNotes notes, bool outlivesServer)
{
    private const int ReadsInTransaction = 4;

    /// <summary>Between two reads, so that all readers together leave room on two cores for what is being tested.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(15);

    /// <summary>What an application does inside its transaction besides reading, and twice that between two of them: without any room there is no moment to swap in.</summary>
    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(200);

    private bool Transacts => kind.Session is ReadSession.RepeatableRead or ReadSession.RepeatableReadThatLooksLate;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await destination.OpenConnectionAsync(CancellationToken.None);
                await using var command = new NpgsqlCommand(kind.Sql, connection);
                if (kind.Session == ReadSession.Prepared)
                {
                    await command.PrepareAsync(CancellationToken.None);
                }

                do
                {
                    if (Transacts)
                    {
                        await TransactAsync(command);
                    }
                    else
                    {
                        await ReadAsync(command);
                    }

                    await Task.Delay(Transacts ? Thinking * 2 : Breath, CancellationToken.None);
                }
                while (kind.Session != ReadSession.NewEachTime && !ct.IsCancellationRequested);
            }
            catch (NpgsqlException e)
            {
                if (outlivesServer && IsLost(e))
                {
                    notes.LostConnection();
                }
                else
                {
                    notes.Failed(e);
                }

                await Task.Delay(Breath * 10, CancellationToken.None);
            }
        }
    }

    private async Task TransactAsync(NpgsqlCommand command)
    {
        await using var transaction = await command.Connection!.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        if (kind.Session == ReadSession.RepeatableReadThatLooksLate)
        {
            await command.Connection.ScalarAsync<int>("select 1");
            await Task.Delay(Thinking * 2);
        }

        var first = await ReadAsync(command);
        for (var read = 1; read < ReadsInTransaction; read++)
        {
            await Task.Delay(Thinking);
            notes.Compare(first, await ReadAsync(command));
        }

        await transaction.CommitAsync();
    }

    private async Task<IReadOnlyList<Sight>> ReadAsync(NpgsqlCommand command)
    {
        var watch = Stopwatch.StartNew();
        var sights = new List<Sight>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                sights.Add(new Sight(
                    reader.GetInt32(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetDecimal(2), reader.IsDBNull(3) ? 0 : reader.GetDecimal(3),
                    reader.IsDBNull(4) ? 0 : reader.GetFieldValue<uint>(4)));
            }
        }

        notes.Saw(sights, watch.Elapsed);
        return sights;
    }

    /// <summary>The server ends sessions by class 57P; without a SQLSTATE the connection itself broke.</summary>
    private static bool IsLost(NpgsqlException e) => e is not PostgresException postgres || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal);
}
