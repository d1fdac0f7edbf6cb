using BunnyDb.Postgres.Swaps;

namespace BunnyDb.Unit.Swaps;

/// <summary>Options that two tables do not have in common.</summary>
public sealed class OptionsDdlTests
{
    [Fact]
    public void Nothing_is_said_of_what_is_the_same() =>
        OptionsDdl.Changes(["fillfactor=70", "toast.autovacuum_enabled=false"], ["toast.autovacuum_enabled=false", "fillfactor=70"]).ShouldBeEmpty();

    [Fact]
    public void What_is_gone_is_reset_and_what_is_new_or_different_is_set() =>
        OptionsDdl.Changes(["fillfactor=70", "toast.autovacuum_enabled=false"], ["fillfactor=80", "parallel_workers=2"]).ShouldBe(
            ["reset (\"parallel_workers\")", "set (\"fillfactor\" = '70', \"toast\".\"autovacuum_enabled\" = 'false')"]);

    [Fact]
    public void A_new_table_is_told_all_of_them_or_nothing()
    {
        OptionsDdl.With(["a=1", "toast.b=x=y"]).ShouldBe(" with (\"a\" = '1', \"toast\".\"b\" = 'x=y')");
        OptionsDdl.With([]).ShouldBeEmpty();
    }
}
