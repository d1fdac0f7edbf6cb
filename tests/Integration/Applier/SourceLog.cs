using System.Buffers.Binary;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Integration.Applier;

/// <summary>Real pgoutput messages of a source, made into batches as a reader would.</summary>
internal sealed class SourceLog(NpgsqlDataSource source, string slot, string publication)
{
    private Lsn position;

    internal async Task<Lsn> CreateAsync()
    {
        await using var command = source.CreateCommand($"select lsn from pg_create_logical_replication_slot('{slot}', 'pgoutput')");
        return position = new Lsn((ulong)(NpgsqlLogSequenceNumber)(await command.ExecuteScalarAsync())!);
    }

    /// <summary>What was committed since the last call, in batches of one epoch that end at commits or after so many frames.</summary>
    internal async Task<IReadOnlyList<ChangeBatch>> ReadAsync(LaneId lane, long epoch, long sequence = 0, int maxFrames = int.MaxValue, bool keep = false)
    {
        var batches = new List<ChangeBatch>();
        var frames = new MemoryStream();
        var (follows, last, count, isInside) = (position, position, 0, false);
        void Close()
        {
            batches.Add(new ChangeBatch(lane, epoch, sequence + batches.Count, follows, last, isInside, frames.ToArray()));
            (frames, follows, count) = (new MemoryStream(), last, 0);
        }

        foreach (var message in await MessagesAsync(keep))
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
            frames.Write(length);
            frames.Write(message);
            isInside = message[0] == 'B' || (isInside && message[0] != 'C');
            last = PgOutputDecoder.Decode(message) is CommitMessage commit ? commit.EndLsn : last;
            if (++count >= maxFrames)
            {
                Close();
            }
        }

        if (count > 0)
        {
            Close();
        }

        position = keep ? position : last;
        return batches;
    }

    private async Task<List<byte[]>> MessagesAsync(bool keep)
    {
        var function = keep ? "pg_logical_slot_peek_binary_changes" : "pg_logical_slot_get_binary_changes";
        await using var command = source.CreateCommand(
            $"select data from {function}('{slot}', null, null, 'proto_version', '1', 'publication_names', '{publication}', 'messages', 'true')");
        await using var row = await command.ExecuteReaderAsync();
        var messages = new List<byte[]>();
        while (await row.ReadAsync())
        {
            messages.Add((byte[])row[0]);
        }

        return messages;
    }
}
