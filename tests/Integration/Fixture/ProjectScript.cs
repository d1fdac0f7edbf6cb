using System.Diagnostics;

namespace BunnyDb.Integration.Fixture;

/// <summary>
/// Runs one of the project's own scripts, so that tests start servers through the same code as <c>make up</c> and <c>make demo</c>.
/// </summary>
public static class ProjectScript
{
    /// <summary>The folder that holds the solution; tests run somewhere below it.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Runs <c>scripts/NAME ARGUMENTS</c> and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed, or took longer than <paramref name="deadline"/>; the message ends with its standard error.</exception>
    public static Task<string> RunAsync(string name, IReadOnlyList<string> arguments, TimeSpan deadline, CancellationToken ct = default) =>
        RunProgramAsync(Path.Combine(RepositoryRoot, "scripts", name), arguments, deadline, ct);

    /// <summary>Runs any program the same way.</summary>
    /// <exception cref="InvalidOperationException">It failed, or took longer than <paramref name="deadline"/>; the message ends with its standard error.</exception>
    public static async Task<string> RunProgramAsync(string program, IReadOnlyList<string> arguments, TimeSpan deadline, CancellationToken ct = default)
    {
        // Output goes to files: a pipe would be held open by the servers that the script leaves running.
        var folder = Directory.CreateTempSubdirectory("bunnydb-script-").FullName;
        var (output, complaints) = (Path.Combine(folder, "stdout"), Path.Combine(folder, "stderr"));
        try
        {
            var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = RepositoryRoot };
            foreach (var argument in (IEnumerable<string>)["-c", "exec \"$@\" >\"$TEST_STDOUT\" 2>\"$TEST_STDERR\" </dev/null", "sh", program, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            start.Environment["TEST_STDOUT"] = output;
            start.Environment["TEST_STDERR"] = complaints;
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(deadline);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw new InvalidOperationException($"{program} did not end within {deadline.TotalSeconds:0} s: {await TailAsync(complaints)}");
            }

            return process.ExitCode == 0
                ? await File.ReadAllTextAsync(output, ct)
                : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await TailAsync(complaints)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> TailAsync(string file)
    {
        var text = await File.ReadAllTextAsync(file, CancellationToken.None);
        return text[Math.Max(0, text.Length - 4000)..];
    }

    private static string FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BunnyDb.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds BunnyDb.sln.");
    }
}
