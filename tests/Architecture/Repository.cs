using System.Xml.Linq;

namespace BunnyDb.Architecture;

/// <summary>The checkout that these tests were built from, as text.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["artifacts", ".git", ".run", "bin", "obj"];

    internal static readonly string Root = FindRoot();

    internal static readonly IReadOnlyList<string> Files = [.. FilesOf(Root).Order(StringComparer.Ordinal)];

    /// <summary>C# files with their text.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Code =
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).ToDictionary(file => file, Read);

    internal static readonly IReadOnlyList<Project> Projects =
        [.. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(Project.Load)];

    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder).Select(file => Path.GetRelativePath(Root, file)).Concat(
            Directory.EnumerateDirectories(folder)
                .Where(sub => !NotOurs.Contains(Path.GetFileName(sub)) && (File.GetAttributes(sub) & FileAttributes.ReparsePoint) == 0)
                .SelectMany(FilesOf));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BunnyDb.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds BunnyDb.sln.");
        }

        return folder.FullName;
    }
}

/// <param name="Folder">Below the root: <c>shared/Catalog</c>.</param>
/// <param name="References">Folders of the projects that it refers to.</param>
internal sealed record Project(string Folder, IReadOnlyList<string> References, XElement Xml)
{
    internal string Name => Path.GetFileName(Folder);

    internal bool IsIn(string top) => Folder.StartsWith($"{top}/", StringComparison.Ordinal);

    public override string ToString() => Folder;

    internal static Project Load(string file)
    {
        var xml = XElement.Parse(Repository.Read(file));
        var folder = Path.GetDirectoryName(file)!;
        var references = xml.Descendants("ProjectReference").Select(reference =>
            Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(Path.Combine(Repository.Root, folder, reference.Attribute("Include")!.Value))!));
        return new Project(folder, [.. references], xml);
    }
}
