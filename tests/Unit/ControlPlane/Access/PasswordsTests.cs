using BunnyDb.ControlPlane.Access;

namespace BunnyDb.Unit.ControlPlane.Access;

public sealed class PasswordsTests
{
    [Fact]
    public async Task Only_the_right_password_of_a_known_user_matches()
    {
        using var passwords = new Passwords();
        var hash = await passwords.HashAsync("correct horse", CancellationToken.None);

        hash.ShouldNotContain("correct");
        (await passwords.VerifyAsync(hash, "correct horse", CancellationToken.None)).ShouldBeTrue();
        (await passwords.VerifyAsync(hash, "wrong horse", CancellationToken.None)).ShouldBeFalse();
        (await passwords.VerifyAsync(null, "correct horse", CancellationToken.None)).ShouldBeFalse();
    }
}
