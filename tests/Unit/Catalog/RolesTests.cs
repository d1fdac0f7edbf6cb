using BunnyDb.Catalog.Access;

namespace BunnyDb.Unit.Catalog;

public sealed class RolesTests
{
    [Theory]
    [InlineData(Role.Admin, "admin")]
    [InlineData(Role.Viewer, "viewer")]
    public void A_role_reads_back_as_it_is_printed(Role role, string text)
    {
        Roles.Print(role).ShouldBe(text);
        Roles.Parse(text).ShouldBe(role);
    }

    [Fact]
    public void Anything_else_is_no_role() => Roles.TryParse("Admin", out _).ShouldBeFalse();

    [Fact]
    public void Printing_an_account_never_shows_its_hash() =>
        new Account("ann", "canary", Role.Admin, DateTimeOffset.UnixEpoch).ToString().ShouldNotContain("canary");
}
