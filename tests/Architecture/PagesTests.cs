using System.Text.RegularExpressions;

namespace BunnyDb.Architecture;

/// <summary>A page that names something which is gone misleads. So every name in backquotes must be found.</summary>
public sealed partial class PagesTests
{
    /// <summary>Every word of the code, the SQL and the projects, and every file by its name.</summary>
    private static readonly HashSet<string> Known = [.. Repository.Files
        .Where(file => Path.GetExtension(file) is ".cs" or ".sql" or ".csproj" or ".sh" || Path.GetFileName(file) is "Makefile")
        .SelectMany(file => Word().Matches(Repository.Read(file)).Select(match => match.Value))];

    private static readonly HashSet<string> FileNames =
        [.. Repository.Files, .. Repository.Files.Select(file => Path.GetFileName(file)!), .. Repository.Files.SelectMany(Folders)];

    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("docs/concepts.md")]
    [InlineData("docs/walkthrough-row-change.md")]
    [InlineData("docs/walkthrough-swap-resync.md")]
    public void Every_name_on_the_page_exists(string page)
    {
        var names = Backquoted().Matches(Fence().Replace(Repository.Read(page), "")).Select(match => match.Groups["name"].Value).Distinct().ToList();
        names.ShouldNotBeEmpty();
        names.Where(name => !Exists(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_of_the_product_is_on_the_map()
    {
        var page = Repository.Read("ARCHITECTURE.md");
        Repository.Projects.Where(project => (project.IsIn("services") || project.IsIn("shared")) && !page.Contains(project.Name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_link_between_pages_leads_somewhere()
    {
        foreach (var page in Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)))
        {
            Link().Matches(Repository.Read(page)).Select(match => match.Groups["to"].Value)
                .Where(to => !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, to))).ShouldBeEmpty(page);
        }
    }

    /// <summary>A file, a folder, or text of which the code knows every word (in SQL whichever way it is written).</summary>
    private static bool Exists(string name) =>
        FileNames.Contains(name.TrimEnd('/'))
        || Word().Matches(name).All(word => Known.Contains(word.Value) || Known.Contains(word.Value.ToLowerInvariant()) || Repository.Projects.Any(p => p.Name == word.Value));

    private static IEnumerable<string> Folders(string file)
    {
        for (var folder = Path.GetDirectoryName(file); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
            yield return Path.GetFileName(folder);
        }
    }

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Word();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Backquoted();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\((?<to>(?!https?:|#|mailto:)[^)#\s]+)")]
    private static partial Regex Link();
}
