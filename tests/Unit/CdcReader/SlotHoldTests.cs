using BunnyDb.CdcReader.Slots;

namespace BunnyDb.Unit.CdcReader;

/// <summary>When what a slot holds back is worth a word, and when it is too much.</summary>
public sealed class SlotHoldTests
{
    private const long Gigabyte = 1L << 30;

    [Fact]
    public void Without_a_limit_each_doubling_beyond_a_gigabyte_is_told_once_and_nothing_is_given_up() => Judge(
        limit: 0,
        (Gigabyte - 1, SlotVerdict.Keep), (Gigabyte, SlotVerdict.Warn), (Gigabyte + 1, SlotVerdict.Keep), ((2 * Gigabyte) - 1, SlotVerdict.Keep),
        (2 * Gigabyte, SlotVerdict.Warn), (5 * Gigabyte, SlotVerdict.Warn), (9 * Gigabyte, SlotVerdict.Keep), (10 * Gigabyte, SlotVerdict.Warn));

    [Fact]
    public void A_slot_that_caught_up_warns_anew() => Judge(
        limit: 0, (4 * Gigabyte, SlotVerdict.Warn), (0, SlotVerdict.Keep), (Gigabyte, SlotVerdict.Warn));

    [Fact]
    public void With_a_limit_half_of_it_is_told_and_more_than_it_is_given_up() => Judge(
        limit: 1000, (499, SlotVerdict.Keep), (500, SlotVerdict.Warn), (999, SlotVerdict.Keep), (1000, SlotVerdict.Warn), (1001, SlotVerdict.GiveUp));

    private static void Judge(long limit, params (long Held, SlotVerdict Verdict)[] looks)
    {
        var hold = new SlotHold();
        looks.Select(look => hold.Judge(look.Held, limit)).ShouldBe(looks.Select(look => look.Verdict));
    }
}
