using System.Buffers.Binary;
using BunnyDb.Postgres.Replication.Backlogs;

namespace BunnyDb.Unit.Replication;

/// <summary>Rows of a binary COPY, in whatever pieces they arrive.</summary>
public sealed class CopiedMessagesTests
{
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Messages_come_out_as_they_went_in(int pieceBytes)
    {
        byte[][] sent = [[1], [.. Enumerable.Repeat((byte)2, 3000)], [.. Enumerable.Repeat((byte)3, 2 * CopiedMessages.Bytes)], [4, 5]];
        byte[] copy = [.. Header, .. sent.SelectMany(Row), 0xFF, 0xFF];

        var messages = new CopiedMessages();
        var received = new List<byte[]>();
        for (var at = 0; at < copy.Length;)
        {
            var room = messages.Room().Span;
            var count = Math.Min(Math.Min(pieceBytes, room.Length), copy.Length - at);
            copy.AsSpan(at, count).CopyTo(room);
            messages.Filled(count);
            at += count;
            while (messages.TryPeek(out var message))
            {
                received.Add(message.ToArray());
                messages.Advance();
            }
        }

        received.Count.ShouldBe(sent.Length);
        received.Zip(sent).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
    }

    [Fact]
    public void A_copy_without_rows_has_no_message()
    {
        var messages = new CopiedMessages();
        byte[] copy = [.. Header, 0xFF, 0xFF];
        copy.CopyTo(messages.Room());
        messages.Filled(copy.Length);
        messages.TryPeek(out _).ShouldBeFalse();
    }

    private static byte[] Row(byte[] value)
    {
        var header = new byte[6];
        BinaryPrimitives.WriteInt16BigEndian(header, 1);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(2), value.Length);
        return [.. header, .. value];
    }
}
