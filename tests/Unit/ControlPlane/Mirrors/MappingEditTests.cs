using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Mirrors.Configuration;

namespace BunnyDb.Unit.ControlPlane.Mirrors;

public sealed class MappingEditTests
{
    [Fact]
    public void A_pair_that_stays_keeps_its_mapping()
    {
        var users = Mapping("users", "users");

        var edit = MappingEdit.Of([users], [Mapping("users", "users"), Mapping("orders", "orders")]);

        edit.Mappings[0].Id.ShouldBe(users.Id);
        edit.ToExamine.ShouldBe([edit.Mappings[1]]);
        (edit.Added, edit.Removed).ShouldBe((1, 0));
    }

    [Fact]
    public void A_renamed_destination_is_a_new_mapping()
    {
        var users = Mapping("users", "users");

        var edit = MappingEdit.Of([users], [Mapping("users", "people")]);

        edit.Mappings.Single().Id.ShouldNotBe(users.Id);
        (edit.Added, edit.Removed).ShouldBe((1, 1));
    }

    [Fact]
    public void Excluding_more_columns_keeps_the_mapping_and_is_examined()
    {
        var users = Mapping("users", "users", "a");

        var edit = MappingEdit.Of([users], [Mapping("users", "users", "a", "b")]);

        edit.Mappings.Single().Id.ShouldBe(users.Id);
        edit.Mappings.Single().ExcludeColumns.ShouldBe(["a", "b"]);
        edit.ToExamine.ShouldBe(edit.Mappings);
        (edit.Added, edit.Removed).ShouldBe((0, 0));
    }

    [Fact]
    public void Taking_an_exclusion_back_loads_the_table_again()
    {
        var users = Mapping("users", "users", "a", "b");

        var edit = MappingEdit.Of([users], [Mapping("users", "users", "a")]);

        edit.Mappings.Single().Id.ShouldNotBe(users.Id);
        (edit.Added, edit.Removed).ShouldBe((1, 1));
    }

    [Fact]
    public void An_unchanged_list_changes_nothing()
    {
        var mappings = new[] { Mapping("users", "users", "a"), Mapping("orders", "orders") };

        var edit = MappingEdit.Of(mappings, [Mapping("users", "users", "a"), Mapping("orders", "orders")]);

        edit.ToExamine.ShouldBeEmpty();
        edit.Mappings.Select(m => m.Id).ShouldBe(mappings.Select(m => m.Id));
    }

    private static TableMapping Mapping(string source, string destination, params string[] excluded) =>
        new(Guid.NewGuid(), new QualifiedTable("public", source), new QualifiedTable("public", destination), null, excluded);
}
