using System.Text.Json;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Swaps;

namespace BunnyDb.Unit.Swaps;

/// <summary>What a swap leaves to do lies in a table of the destination until somebody has done it.</summary>
public sealed class SwapAfterwardsTests
{
    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var replaced = new ReplacedObject(ReplacedKind.Routine, 7, new QualifiedTable("app", "f_old"));
        var written = JsonSerializer.Serialize(
            new SwapAfterwards([], [new RetiredTable(8, new QualifiedTable("app", "t_old"))]) { Replaced = [replaced] }, JsonSerializerOptions.Web);
        Read(written).Replaced.ShouldBe([replaced]);
        Read(written).Retired.ShouldHaveSingleItem().Oid.ShouldBe(8u);
    }

    [Fact]
    public void One_of_an_earlier_version_has_replaced_nothing() =>
        Read("""{"toValidate":[],"retired":[]}""").Replaced.ShouldBeEmpty();

    private static SwapAfterwards Read(string json) => JsonSerializer.Deserialize<SwapAfterwards>(json, JsonSerializerOptions.Web)!;
}
