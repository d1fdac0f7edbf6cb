using BunnyDb.Contracts.Mirrors;

namespace BunnyDb.Unit.Contracts;

public sealed class WireNameTests
{
    [Fact]
    public void Members_are_printed_as_the_contract_spells_them()
    {
        WireName.Of(MirrorStatus.SettingUp).ShouldBe("SETTING_UP");
        WireName.Of(MirrorPhase.ForeignKeys).ShouldBe("FOREIGN_KEYS");
        WireName.Of(TableStatus.NeedsResync).ShouldBe("NEEDS_RESYNC");
    }

    [Fact]
    public void Every_status_is_read_back()
    {
        foreach (var status in Enum.GetValues<MirrorStatus>())
        {
            WireName.Parse<MirrorStatus>(WireName.Of(status)).ShouldBe(status);
        }
    }
}
