namespace BunnyDb.Architecture;

/// <summary>References flow one way: tests → services → shared, and inside shared as listed here.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Shared = new()
    {
        ["shared/Contracts"] = [],
        ["shared/Postgres"] = ["shared/Contracts"],
        ["shared/ChangeStream"] = ["shared/Contracts"],
        ["shared/Catalog"] = ["shared/Contracts"],
        ["shared/Hosting"] = ["shared/Contracts", "shared/Catalog", "shared/Postgres", "shared/ChangeStream"],
    };

    [Fact]
    public void Shared_projects_refer_only_to_what_lies_below_them()
    {
        foreach (var project in Repository.Projects.Where(project => project.IsIn("shared")))
        {
            Shared.ShouldContainKey(project.Folder, "say here what the new project may refer to");
            project.References.Except(Shared[project.Folder]).ShouldBeEmpty($"{project} must not refer to these");
        }
    }

    [Fact]
    public void Contracts_need_no_package() =>
        Repository.Projects.Single(project => project.Folder == "shared/Contracts").Xml.Descendants("PackageReference").ShouldBeEmpty();

    [Fact]
    public void Services_never_refer_to_one_another_but_for_the_one_that_is_all_of_them()
    {
        foreach (var project in Repository.Projects.Where(project => project.IsIn("services") && project.Name != "Standalone"))
        {
            project.References.Where(reference => !Shared.ContainsKey(reference)).ShouldBeEmpty($"{project} must not refer to these");
        }
    }

    [Fact]
    public void The_command_line_knows_only_the_rest_api() =>
        Repository.Projects.Single(project => project.Folder == "services/Cli").References.ShouldBeEmpty();

    [Fact]
    public void Scenarios_see_the_product_from_the_outside() =>
        Repository.Projects.Single(project => project.Folder == "tests/Scenarios").References.ShouldBeEmpty();

    [Fact]
    public void Versions_of_packages_stand_in_one_file()
    {
        foreach (var project in Repository.Projects)
        {
            project.Xml.Descendants("PackageReference")
                .Where(package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null || package.HasElements)
                .Select(package => package.Attribute("Include")?.Value).ShouldBeEmpty($"{project}: versions belong into Directory.Packages.props");
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("BunnyDb.sln").Replace('\\', '/');
        Repository.Projects.Where(project => !solution.Contains($"{project.Folder}/{project.Name}.csproj")).ShouldBeEmpty();
    }
}
