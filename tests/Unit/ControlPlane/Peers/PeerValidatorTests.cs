using BunnyDb.Contracts.Peers;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Peers;

namespace BunnyDb.Unit.ControlPlane.Peers;

public sealed class PeerValidatorTests
{
    private static readonly PeerRequest Legal = new("source_db", "db.example", null, "bunny", "canary", "app", null, null);

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var peer = PeerValidator.Validate(Legal);

        peer.Address.ShouldBe(new PeerAddress("db.example", 5432, "bunny", "canary", "app", PeerSslMode.Prefer, null));
    }

    [Fact]
    public void Every_wrong_field_is_named_at_once()
    {
        var request = new PeerRequest("a/b", "one,two", 0, "", null, null, "maybe", "no certificate");

        var problem = Should.Throw<ProblemException>(() => PeerValidator.Validate(request)).Problem;

        problem.Errors!.Keys.ShouldBe(["database", "host", "name", "port", "ssl_mode", "ssl_root_cert", "user"], ignoreOrder: true);
    }

    [Fact]
    public void A_change_keeps_what_it_leaves_out()
    {
        var known = PeerValidator.Validate(Legal);
        var change = new PeerChange(null, null, 5433, null, null, null, "disable", null);

        var peer = PeerValidator.Validate(change.ApplyTo(known.Name, known.Address));

        peer.Address.ShouldBe(known.Address with { Port = 5433, SslMode = PeerSslMode.Disable });
    }

    [Fact]
    public void Printing_a_request_never_shows_its_password()
    {
        Legal.ToString().ShouldNotContain("canary");
        new PeerChange(null, null, null, null, "canary", null, null, null).ToString().ShouldNotContain("canary");
    }
}
