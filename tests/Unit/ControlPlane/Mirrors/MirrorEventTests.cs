using BunnyDb.ControlPlane.Mirrors.Logs;

namespace BunnyDb.Unit.ControlPlane.Mirrors;

public sealed class MirrorEventTests
{
    [Fact]
    public void A_log_entry_tells_where_to_continue() => new MirrorEvent("log", "{}", 7).Text.ShouldBe("id: 7\nevent: log\ndata: {}\n\n");

    [Fact]
    public void A_heartbeat_is_a_comment() => MirrorEvent.Heartbeat.Text.ShouldStartWith(":");
}
