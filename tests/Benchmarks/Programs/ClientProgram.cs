using System.Diagnostics;

namespace BunnyDb.Benchmarks.Programs;

/// <summary>A program of somebody else that speaks to one of the databases, run to its end.</summary>
/// <param name="File">Its path, or its name when it is on the path.</param>
/// <param name="Environment">What it finds in its environment beside ours.</param>
internal sealed record ClientProgram(string File, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>What libpq takes from the environment to reach a database.</summary>
    internal static Dictionary<string, string> Reaching(Database database) => new()
    {
        ["PGHOST"] = database.Host,
        ["PGPORT"] = $"{database.Port}",
        ["PGUSER"] = database.User,
        ["PGPASSWORD"] = database.Password,
        ["PGDATABASE"] = database.Name,
    };

    /// <exception cref="InvalidOperationException">It could not be started, or said that it failed.</exception>
    internal async Task RunAsync(IEnumerable<string> arguments, CancellationToken ct)
    {
        using var process = Start(arguments);
        try
        {
            var answer = process.StandardOutput.ReadToEndAsync(ct);
            var complaint = await process.StandardError.ReadToEndAsync(ct);
            await answer;
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{Path.GetFileName(File)} ended with {process.ExitCode}: {complaint}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(File, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{File} could not be started.");
    }
}
