using System.Text.RegularExpressions;

namespace BunnyDb.Architecture;

/// <summary>What a review would otherwise have to look for every time.</summary>
public sealed partial class TidyTests
{
    private const int LinesMax = 400;
    private const int MainLoopLinesMax = 100;

    [Fact]
    public void No_file_is_too_long_to_be_read() =>
        Repository.Code.Where(file => Lines(file.Value) > LinesMax).Select(file => $"{file.Key}: {Lines(file.Value)} lines").ShouldBeEmpty();

    [Theory]
    [InlineData("services/CdcReader/Lanes/Lane.cs")]
    [InlineData("services/Applier/Lanes/ApplyLoop.cs")]
    public void The_main_loops_fit_a_screen(string file) => Lines(Repository.Code[file]).ShouldBeLessThanOrEqualTo(MainLoopLinesMax);

    [Fact]
    public void Nobody_blocks_a_thread() =>
        Repository.Code.SelectMany(file => Blocking().Matches(file.Value).Select(match => $"{file.Key}: {match.Value}")).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_left_for_later() =>
        Repository.Code.Where(file => Later().IsMatch(file.Value)).Select(file => file.Key).ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (var (file, text) in Repository.Code.Where(file => Namespace().IsMatch(file.Value)))
        {
            var project = Repository.Projects.Single(project => file.StartsWith($"{project.Folder}/", StringComparison.Ordinal));
            var below = Path.GetRelativePath(project.Folder, Path.GetDirectoryName(file)!);
            var expected = below == "." ? $"BunnyDb.{project.Name}" : $"BunnyDb.{project.Name}.{below.Replace('/', '.')}";
            Namespace().Match(text).Groups["name"].Value.ShouldBe(expected, file);
        }
    }

    [Fact]
    public void A_folder_is_a_noun_of_the_domain() =>
        Repository.Code.Keys.SelectMany(file => file.Split('/', '.')).Where(part => part is "Utils" or "Helpers" or "Common" or "Misc"
            || part.EndsWith("Helper", StringComparison.Ordinal) || part.EndsWith("Manager", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Events_of_logs_are_numbered_once()
    {
        var numbers = Repository.Code.Where(file => Path.GetFileName(file.Key) == "Log.cs")
            .SelectMany(file => LogEvent().Matches(file.Value).Select(match => (Number: match.Groups["number"].Value, File: file.Key))).ToList();
        numbers.ShouldNotBeEmpty();
        numbers.GroupBy(log => log.Number).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(log => log.File).Distinct())}").ShouldBeEmpty();
    }

    private static int Lines(string text) => text.Count(c => c == '\n');

    /// <summary>Written in pieces, so that this file is not what it finds.</summary>
    [GeneratedRegex(@"Thread[.]Sleep|[.]Result\b(?=[;,)\].]|$)|[.]Wait[(][)]|[.]GetAwaiter[(][)][.]GetResult", RegexOptions.Multiline)]
    private static partial Regex Blocking();

    [GeneratedRegex(@"\b(TOD[O]|FIXM[E]|HAC[K])\b|NotImplemente[d]Exception")]
    private static partial Regex Later();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"LoggerMessage\((EventId = )?(?<number>\d+)")]
    private static partial Regex LogEvent();
}
