using BunnyDb.Postgres.Swaps.Carrying;

namespace BunnyDb.Unit.Swaps;

public sealed class PrivilegeTests
{
    [Fact]
    public void What_a_grantee_gave_on_comes_after_the_grant_option_that_it_rests_on()
    {
        Privilege.Statements(
            "table t", ["o", null],
            [
                new Privilege(null, "b", "c", "SELECT", false, IsByOwner: false),
                new Privilege(null, "a", "b", "SELECT", true, IsByOwner: false),
                new Privilege(null, "o", "a", "SELECT", true, IsByOwner: true),
                new Privilege("x", "o", null, "UPDATE", false, IsByOwner: true),
            ],
            "none").ShouldBe(
            [
                "revoke all on table t from \"o\", public",
                "grant SELECT on table t to \"a\" with grant option",
                "grant UPDATE (\"x\") on table t to public",
                "set local role \"a\"",
                "grant SELECT on table t to \"b\" with grant option",
                "set local role none",
                "set local role \"b\"",
                "grant SELECT on table t to \"c\"",
                "set local role none",
            ]);
    }
}
