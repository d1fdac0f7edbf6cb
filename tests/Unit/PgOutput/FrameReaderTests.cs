using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Unit.PgOutput;

public sealed class FrameReaderTests
{
    [Fact]
    public void Frames_come_one_by_one()
    {
        var reader = new FrameReader(Wire.Frames(Wire.Begin(1), Wire.Commit(2)));
        reader.TryRead(out var first).ShouldBeTrue();
        first.Span[0].ShouldBe((byte)'B');
        reader.TryRead(out var second).ShouldBeTrue();
        second.Span[0].ShouldBe((byte)'C');
        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_frame_that_is_cut_off_is_refused()
    {
        var frames = Wire.Frames(Wire.Begin(1));
        foreach (var length in new[] { 2, 4, frames.Length - 1 })
        {
            Should.Throw<PgOutputException>(() =>
            {
                var reader = new FrameReader(frames[..length]);
                reader.TryRead(out _);
            });
        }
    }
}
