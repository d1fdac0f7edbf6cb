using Npgsql;

namespace BunnyDb.Postgres.Replication.Backlogs;

/// <summary>A piece of the source's log as the output plugin's messages. Disposing it before its end ends the query.</summary>
public sealed class Piece : IAsyncDisposable
{
    private static readonly TimeSpan EndBound = TimeSpan.FromSeconds(10);

    private readonly NpgsqlRawCopyStream stream;
    private readonly CopiedMessages messages = new();
    private bool isAtEnd;

    internal Piece(NpgsqlRawCopyStream stream) => this.stream = stream;

    /// <summary>What has arrived: at least one message that is not taken; null at the end. Always the same object; take what it has before reading on.</summary>
    public async ValueTask<IWalMessages?> ReadAsync(CancellationToken ct)
    {
        while (!messages.TryPeek(out _))
        {
            if (isAtEnd)
            {
                return null;
            }

            // The source has the whole piece before it sends the first row, and the driver hands out a row at a time: what there is room for comes at once.
            var room = messages.Room();
            var filled = 0;
            for (var count = -1; filled < room.Length && count != 0; filled += count)
            {
                count = await stream.ReadAsync(room[filled..], ct);
                isAtEnd = count == 0;
            }

            messages.Filled(filled);
        }

        return messages;
    }

    /// <summary>The query's own error is known by now, and a source that does not answer is left to its connection.</summary>
    public async ValueTask DisposeAsync() => await EndAsync().WaitAsync(EndBound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task EndAsync()
    {
        if (!isAtEnd)
        {
            await stream.CancelAsync();
        }

        await stream.DisposeAsync();
    }
}
