using System.Buffers;
using System.Buffers.Binary;
using System.Threading.Channels;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>
/// What was read from the WAL and not yet taken for a batch: bounded, so that a transaction of any size passes through little memory. One task
/// adds, another takes; what arrives while a batch is being written becomes the next batch.
/// </summary>
internal sealed class PendingChanges(int batchChangesMax) : IDisposable
{
    /// <summary>
    /// A batch is about this long, unless a single message is longer: so much less than a megabyte that it fits one with its descriptions, because
    /// pooled buffers come in powers of two, here and at the applier.
    /// </summary>
    internal const int BatchBytes = (1024 - 64) * 1024;

    private const int BufferBytes = 1024 * 1024;
    private const int LengthBytes = sizeof(int);

    private readonly Lock gate = new();
    private readonly Queue<TransactionEnd> ends = new();
    private readonly Channel<bool> arrived = Signal();
    private readonly Channel<bool> room = Signal();
    private readonly Channel<bool> full = Signal();
    private readonly byte[] heldBegin = new byte[RawMessage.BeginBytes];
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private bool isBeginHeld;
    private int length;
    private int changes;
    private bool isInside;
    private DateTimeOffset? oldestCommit;
    private DateTimeOffset? openCommit;

    /// <summary>Nothing waits here, and the last transaction that was read is complete.</summary>
    internal bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return length == 0 && !isInside;
            }
        }
    }

    /// <summary>Adds all that has arrived, waiting for room where there is none.</summary>
    internal async ValueTask AddAsync(IWalMessages messages, CancellationToken ct)
    {
        while (!TryAdd(messages))
        {
            await room.Reader.ReadAsync(ct);
        }
    }

    /// <summary>
    /// The next batch's messages: whole transactions, or a part of one that is larger than a batch. Null when nothing is there to take within
    /// <paramref name="patience"/>.
    /// </summary>
    internal async ValueTask<TakenChanges?> TakeAsync(TimeSpan patience, CancellationToken ct)
    {
        if (TryTake() is { } taken)
        {
            return taken;
        }

        using var patient = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patient.CancelAfter(patience);
        try
        {
            while (true)
            {
                await arrived.Reader.ReadAsync(patient.Token);
                if (TryTake() is { } late)
                {
                    return late;
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Nothing more comes for now: whoever waits in <see cref="FillAsync"/> need not.</summary>
    internal void Pause() => full.Writer.TryWrite(true);

    /// <summary>Returns once there is as much as a batch holds, or nothing more comes for now, or <paramref name="patience"/> has passed.</summary>
    internal async ValueTask FillAsync(TimeSpan patience, CancellationToken ct)
    {
        full.Reader.TryRead(out _);
        if (!IsFull)
        {
            using var patient = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patient.CancelAfter(patience);
            await ((Task)full.Reader.WaitToReadAsync(patient.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
        }
    }

    private bool IsFull => Volatile.Read(ref length) >= BatchBytes || Volatile.Read(ref changes) >= batchChangesMax;

    public void Dispose()
    {
        lock (gate)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }

    /// <summary>Many messages under one lock; false when there was no room for all of them.</summary>
    private bool TryAdd(IWalMessages messages)
    {
        var isAll = true;
        bool mayTake;
        lock (gate)
        {
            while (messages.TryPeek(out var message) && (isAll = length < BatchBytes))
            {
                Add(message);
                messages.Advance();
            }

            mayTake = ends.Count > 0 || length >= BatchBytes;
        }

        if (IsFull)
        {
            full.Writer.TryWrite(true);
        }

        if (mayTake)
        {
            arrived.Writer.TryWrite(true);
        }

        return isAll;
    }

    private void Add(ReadOnlySpan<byte> message)
    {
        switch (message[0])
        {
            case RawMessage.Begin:
                // Held back until its first change: a transaction that changes nothing of ours is not relayed at all.
                isInside = true;
                isBeginHeld = true;
                message.CopyTo(heldBegin);
                return;
            case RawMessage.Commit when isBeginHeld:
                isInside = false;
                isBeginHeld = false;
                return;
            case RawMessage.Logical when !RawMessage.IsMarker(message):
                return;
        }

        if (isBeginHeld)
        {
            isBeginHeld = false;
            openCommit = RawMessage.CommittedAt(heldBegin);
            oldestCommit ??= openCommit;
            Append(heldBegin);
        }

        Append(message);
        changes += RawMessage.IsChange(message[0]) ? 1 : 0;
        if (message[0] == RawMessage.Commit)
        {
            isInside = false;
            openCommit = null;
            ends.Enqueue(new TransactionEnd(length, changes, RawMessage.CommitEnd(message)));
        }
    }

    private TakenChanges? TryTake()
    {
        TakenChanges taken;
        lock (gate)
        {
            if (ends.TryDequeue(out var end))
            {
                while (ends.TryPeek(out var further) && further.Changes <= batchChangesMax)
                {
                    end = ends.Dequeue();
                }

                taken = Cut(end.Length, end.Changes, end.Lsn);
            }
            else if (length >= BatchBytes)
            {
                taken = Cut(length, changes, null);
            }
            else
            {
                return null;
            }
        }

        room.Writer.TryWrite(true);
        return taken;
    }

    /// <summary>Takes the first bytes away; what is left is moved to the front of a buffer of its own.</summary>
    private TakenChanges Cut(int bytes, int cutChanges, Lsn? commitEnd)
    {
        var taken = new TakenChanges(buffer, bytes, commitEnd, oldestCommit!.Value);
        var left = buffer.AsSpan(bytes, length - bytes);
        buffer = ArrayPool<byte>.Shared.Rent(Math.Max(BufferBytes, left.Length));
        left.CopyTo(buffer);
        length = left.Length;
        changes -= cutChanges;
        for (var count = ends.Count; count > 0; count--)
        {
            var end = ends.Dequeue();
            ends.Enqueue(end with { Length = end.Length - bytes, Changes = end.Changes - cutChanges });
        }

        // Exact for what is left of an open transaction; complete ones that are left were committed no earlier than what was taken.
        oldestCommit = length == 0 ? openCommit : ends.Count == 0 ? openCommit : taken.OldestCommit;
        return taken;
    }

    private void Append(ReadOnlySpan<byte> message)
    {
        var needed = length + LengthBytes + message.Length;
        if (needed > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(needed);
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(length), message.Length);
        message.CopyTo(buffer.AsSpan(length + LengthBytes));
        length = needed;
    }

    private static Channel<bool> Signal() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <param name="Length">Bytes up to and including the Commit.</param>
    /// <param name="Changes">Changes up to there.</param>
    private readonly record struct TransactionEnd(int Length, int Changes, Lsn Lsn);
}
