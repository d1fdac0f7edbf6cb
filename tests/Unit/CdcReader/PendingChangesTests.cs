using BunnyDb.CdcReader.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Unit.Replication;
using static BunnyDb.Unit.CdcReader.RawMessages;

namespace BunnyDb.Unit.CdcReader;

public sealed class PendingChangesTests : IDisposable
{
    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly PendingChanges pending = new(batchChangesMax: 10);

    public void Dispose() => pending.Dispose();

    [Fact]
    public async Task An_unfinished_transaction_is_not_taken()
    {
        await AddAsync(Begin(), Insert(1));
        (await pending.TakeAsync(Briefly, default)).ShouldBeNull();
        pending.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public async Task A_batch_is_what_arrived_and_ends_at_the_last_commit()
    {
        await AddAsync(Begin(), Insert(1), Commit(new Lsn(100)), Begin(), Insert(1), Commit(new Lsn(200)), Begin(), Insert(1));
        using var first = await TakeAsync();
        first.CommitEnd.ShouldBe(new Lsn(200));
        first.Frames.ToArray().ShouldBe(Frames(Begin(), Insert(1), Commit(new Lsn(100)), Begin(), Insert(1), Commit(new Lsn(200))));

        await AddAsync(Commit(new Lsn(300)));
        using var second = await TakeAsync();
        second.CommitEnd.ShouldBe(new Lsn(300));
        second.Frames.ToArray().ShouldBe(Frames(Begin(), Insert(1), Commit(new Lsn(300))));
        pending.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task A_transaction_without_a_change_of_ours_is_not_relayed()
    {
        await AddAsync(Begin());
        pending.IsIdle.ShouldBeFalse();
        await AddAsync(Logical("somebody else's"), Commit(new Lsn(100)));
        pending.IsIdle.ShouldBeTrue();
        (await pending.TakeAsync(Briefly, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Company_is_waited_for_until_a_batch_is_full_and_no_longer_than_asked()
    {
        await AddAsync(Begin(), Insert(1), Commit(new Lsn(100)));
        await pending.FillAsync(Briefly, default);
        var filling = pending.FillAsync(Long, default).AsTask();
        filling.IsCompleted.ShouldBeFalse();
        await AddAsync([Begin(), .. Enumerable.Range(0, 10).Select(_ => Insert(1)), Commit(new Lsn(200))]);
        await filling.WaitAsync(Long / 2);
        using var taken = await TakeAsync();
        taken.CommitEnd.ShouldBe(new Lsn(100));
    }

    [Fact]
    public async Task Company_is_not_waited_for_once_nothing_more_comes()
    {
        await AddAsync(Begin(), Insert(1), Commit(new Lsn(100)));
        var filling = pending.FillAsync(Long, default).AsTask();
        filling.IsCompleted.ShouldBeFalse();
        pending.Pause();
        await filling.WaitAsync(Long / 2);
    }

    [Fact]
    public async Task A_marker_is_relayed_and_other_messages_are_not()
    {
        await AddAsync(Begin(), Logical("other"), Logical("bunnydb", isTransactional: false), Logical("bunnydb"), Commit(new Lsn(100)));
        using var taken = await TakeAsync();
        taken.Frames.ToArray().ShouldBe(Frames(Begin(), Logical("bunnydb"), Commit(new Lsn(100))));
    }

    [Fact]
    public async Task A_batch_ends_at_the_commit_before_it_would_hold_too_many_changes()
    {
        for (var i = 1; i <= 5; i++)
        {
            await AddAsync(Begin(), Insert(1), Insert(1), Insert(1), Insert(1), Commit(new Lsn((ulong)i)));
        }

        var ends = new List<Lsn?>();
        for (var i = 0; i < 3; i++)
        {
            using var taken = await TakeAsync();
            ends.Add(taken.CommitEnd);
        }

        ends.ShouldBe([new Lsn(2), new Lsn(4), new Lsn(5)]);
    }

    [Fact]
    public async Task A_transaction_of_more_changes_than_a_batch_may_hold_stays_one()
    {
        await AddAsync(Begin());
        for (var i = 0; i < 25; i++)
        {
            await AddAsync(Insert(1));
        }

        await AddAsync(Commit(new Lsn(7)));
        using var taken = await TakeAsync();
        taken.CommitEnd.ShouldBe(new Lsn(7));
    }

    [Fact]
    public async Task A_huge_transaction_passes_in_parts_through_bounded_memory()
    {
        var sent = 0L;
        var adding = Task.Run(async () =>
        {
            await AddAsync(Begin());
            for (var i = 0; i < 2_000; i++)
            {
                await AddAsync(Insert(1, 10_000));
                Interlocked.Increment(ref sent);
            }

            await AddAsync(Commit(new Lsn(7)));
        });

        var (received, parts, ended) = (0L, 0, false);
        while (!ended)
        {
            using var taken = await TakeAsync();
            parts++;
            ended = taken.CommitEnd is not null;
            taken.Frames.Length.ShouldBeLessThan(PendingChanges.BatchBytes + 20_000);
            taken.OldestCommit.ShouldBe(Committed);
            received += taken.Frames.Length / 10_009;
            (Interlocked.Read(ref sent) - received).ShouldBeLessThan(2 * PendingChanges.BatchBytes / 10_000);
        }

        await adding;
        parts.ShouldBeGreaterThan(15);
        pending.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_larger_than_a_batch_passes()
    {
        var adding = AddAsync(Begin(), Insert(1, 5_000_000), Commit(new Lsn(9)));
        using var large = await TakeAsync();
        large.Frames.Length.ShouldBeGreaterThan(5_000_000);
        large.CommitEnd.ShouldBeNull();
        using var end = await TakeAsync();
        end.CommitEnd.ShouldBe(new Lsn(9));
        await adding;
    }

    private async Task AddAsync(params byte[][] messages)
    {
        foreach (var message in messages)
        {
            await pending.AddAsync(Wal.Arrived(message), CancellationToken.None);
        }
    }

    private async Task<TakenChanges> TakeAsync() => (await pending.TakeAsync(Long, CancellationToken.None)).ShouldNotBeNull();
}
