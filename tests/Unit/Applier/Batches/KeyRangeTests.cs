using System.Text;
using BunnyDb.Applier.Batches;

namespace BunnyDb.Unit.Applier.Batches;

public sealed class KeyRangeTests
{
    private const int Rows = KeyRange.FewestRows;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-Rows, 1)]
    [InlineData(100_000, 2)]
    [InlineData(long.MaxValue - Rows + 1, 1)]
    [InlineData(long.MinValue, 1)]
    public void Keys_that_are_every_second_number_at_least_have_a_range(long first, int step) =>
        RangeOf(Keys(first, step)).ShouldBe(new KeyRange(first, first + ((Rows - 1L) * step)));

    [Fact]
    public void The_order_of_the_keys_is_of_no_matter() => RangeOf(Keys(1, 1).Reverse()).ShouldBe(new KeyRange(1, Rows));

    [Fact]
    public void Keys_far_from_one_another_have_none()
    {
        RangeOf(Keys(1, 3)).ShouldBeNull();
        RangeOf(Keys(1, 1).Append(10L * Rows)).ShouldBeNull("one of them is far away");
        RangeOf(Keys(1, 1).Append(long.MaxValue).Append(long.MinValue)).ShouldBeNull("the range is wider than any number");
    }

    [Fact]
    public void Few_rows_have_none() => RangeOf(Keys(1, 1).Skip(1)).ShouldBeNull();

    [Theory]
    [InlineData("1.5")]
    [InlineData("one")]
    [InlineData("")]
    [InlineData("\\N")]
    [InlineData("9223372036854775808")]
    public void A_key_that_is_no_whole_number_leaves_none(string key) => KeyRange.DenseOf(Text([.. Keys(1, 1).Select(number => $"{number}"), key]), Rows + 1).ShouldBeNull();

    [Fact]
    public void A_row_may_have_more_than_its_key() =>
        KeyRange.DenseOf(Text(Keys(1, 1).Select(key => $"{key}\t7\tsome\\ttext")), Rows).ShouldBe(new KeyRange(1, Rows));

    private static IEnumerable<long> Keys(long first, int step) => Enumerable.Range(0, Rows).Select(at => first + ((long)at * step));

    private static KeyRange? RangeOf(IEnumerable<long> keys)
    {
        var rows = keys.Select(key => $"{key}").ToList();
        return KeyRange.DenseOf(Text(rows), rows.Count);
    }

    private static byte[] Text(IEnumerable<string> rows) => Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => $"{row}\n")));
}
