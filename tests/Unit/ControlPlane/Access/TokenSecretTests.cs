using BunnyDb.ControlPlane.Access;

namespace BunnyDb.Unit.ControlPlane.Access;

public sealed class TokenSecretTests
{
    [Fact]
    public void Secrets_are_recognizable_long_and_never_the_same()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => TokenSecret.New()).ToList();

        secrets.ShouldAllBe(secret => secret.StartsWith("bdb_", StringComparison.Ordinal) && secret.Length == 47);
        secrets.Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public void A_secret_cannot_be_read_from_its_hash()
    {
        var secret = TokenSecret.New();

        var hash = TokenSecret.Hash(secret);

        hash.Length.ShouldBe(32);
        hash.ShouldBe(TokenSecret.Hash(secret));
        hash.ShouldNotBe(TokenSecret.Hash(secret + "x"));
    }
}
