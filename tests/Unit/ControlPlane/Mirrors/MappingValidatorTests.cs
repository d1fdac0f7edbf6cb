using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;

namespace BunnyDb.Unit.ControlPlane.Mirrors;

public sealed class MappingValidatorTests
{
    private readonly FieldErrors errors = new();

    [Fact]
    public void Dotted_and_split_names_mean_the_same()
    {
        var mappings = MappingValidator.Validate(
            [Mapping("public.users", "staging.users"), new TableMappingRequest("public", "orders", "staging", "orders", null, null)], errors);

        errors.Any.ShouldBeFalse();
        mappings.Select(m => m.Source).ShouldBe([new QualifiedTable("public", "users"), new QualifiedTable("public", "orders")]);
        mappings.Select(m => m.Destination).ShouldBe([new QualifiedTable("staging", "users"), new QualifiedTable("staging", "orders")]);
        mappings.Select(m => m.Id).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(null, "\"My Schema\".\"a.b\"", "My Schema", "a.b")]
    [InlineData("My Schema", "a.b", "My Schema", "a.b")]
    [InlineData("\"My Schema\"", "\"a.b\"", "My Schema", "a.b")]
    [InlineData(null, "public.Users", "public", "Users")]
    public void Quoted_names_are_understood(string? schema, string table, string expectedSchema, string expectedName)
    {
        var mappings = MappingValidator.Validate([new TableMappingRequest(schema, table, null, "public.t", null, null)], errors);

        errors.Any.ShouldBeFalse();
        mappings.Single().Source.ShouldBe(new QualifiedTable(expectedSchema, expectedName));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("users")]
    [InlineData("a.b.c")]
    [InlineData("public.\"unfinished")]
    public void A_name_that_is_no_table_is_named_by_its_path(string? table)
    {
        MappingValidator.Validate([Mapping("public.a", "public.a"), Mapping(table, "public.b")], errors);

        errors.ToDictionary().Keys.ShouldBe(["table_mappings[1].source_table"]);
    }

    [Fact]
    public void A_source_table_is_mapped_once()
    {
        MappingValidator.Validate([Mapping("public.a", "public.a"), Mapping("public.a", "public.b")], errors);

        errors.ToDictionary().Keys.ShouldBe(["table_mappings[1].source_table"]);
    }

    [Fact]
    public void Two_source_tables_never_share_a_destination()
    {
        MappingValidator.Validate([Mapping("public.a", "public.t"), Mapping("public.b", "public.t")], errors);

        errors.ToDictionary().Keys.ShouldBe(["table_mappings[1].destination_table"]);
    }

    [Fact]
    public void The_partition_key_cannot_be_excluded()
    {
        MappingValidator.Validate([new TableMappingRequest(null, "public.a", null, "public.a", "id", ["id"])], errors);

        errors.ToDictionary().Keys.ShouldBe(["table_mappings[0].exclude_columns"]);
    }

    [Fact]
    public void A_mirror_has_at_least_one_table()
    {
        MappingValidator.Validate([], errors);

        errors.ToDictionary().Keys.ShouldBe(["table_mappings"]);
    }

    private static TableMappingRequest Mapping(string? source, string? destination) => new(null, source, null, destination, null, null);
}
