using BunnyDb.ChangeStream;

namespace BunnyDb.Unit.ChangeStream;

public sealed class WriteWindowTests
{
    private readonly WriteWindow window = new(windowBytes: 100, windowBatches: 4);

    [Fact]
    public async Task There_is_room_up_to_the_window()
    {
        window.Add(0, 100);
        await window.AwaitRoomAsync(CancellationToken.None);
        window.Add(1, 1);
        window.AwaitRoomAsync(CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Taking_makes_room_and_counts_everything_before()
    {
        window.Add(0, 80);
        window.Add(1, 80);
        window.Add(2, 80);
        var waiting = window.AwaitRoomAsync(CancellationToken.None).AsTask();
        window.Take(0);
        waiting.IsCompleted.ShouldBeFalse();
        window.Take(1);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        window.TakenSequence.ShouldBe(1);
    }

    [Fact]
    public async Task As_many_untaken_batches_as_the_window_holds_make_the_next_one_wait_and_grow()
    {
        for (var sequence = 0; sequence < 4; sequence++)
        {
            await window.AwaitRoomAsync(CancellationToken.None);
            window.Add(sequence, 1);
        }

        var waiting = window.AwaitRoomAsync(CancellationToken.None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        window.Take(0);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_late_credit_changes_nothing()
    {
        window.Add(0, 10);
        window.Add(1, 10);
        window.Take(1);
        window.Take(0);
        window.TakenSequence.ShouldBe(1);
    }
}
