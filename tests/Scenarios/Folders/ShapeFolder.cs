using BunnyDb.Integration.Fixture;

namespace BunnyDb.Scenarios.Folders;

/// <summary>
/// One shape of tables and changes: a folder below <c>Shapes</c>, told in SQL that pastes into psql. Its name is the schema that it works in. All its
/// tables are mirrored, except those whose comment says <c>unmapped</c>.
/// </summary>
internal sealed class ShapeFolder(string name)
{
    private static readonly string Root = Path.Combine(ProjectScript.RepositoryRoot, "tests", "Scenarios", "Shapes");

    /// <summary>While working on one: <c>BUNNY_TEST_SHAPES=name,name</c> runs these alone.</summary>
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("BUNNY_TEST_SHAPES");

    public static IReadOnlyList<ShapeFolder> All { get; } =
        [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!).Where(IsWanted).Order(StringComparer.Ordinal).Select(name => new ShapeFolder(name))];

    public string Name => name;

    /// <summary>On the source, before there is a mirror: tables, and the rows that are copied.</summary>
    public string Schema => Path.Combine(Root, name, "schema.sql");

    /// <summary>On the source, while the mirror follows.</summary>
    public string Changes => Path.Combine(Root, name, "changes.sql");

    /// <summary>On the destination, before there is a mirror: tables that are not as the source's, types that a mirror cannot make.</summary>
    public string? Destination => Optional("destination.sql");

    /// <summary>On the destination once the rows are copied: triggers, rules.</summary>
    public string? Following => Optional("following.sql");

    /// <summary>On the destination at the end: raises an exception where something besides the rows is not as it should be.</summary>
    public string? Check => Optional("check.sql");

    private string? Optional(string file) => Path.Combine(Root, name, file) is var path && File.Exists(path) ? path : null;

    private static bool IsWanted(string folder) => Wanted is null || Wanted.Split(',').Contains(folder);
}
