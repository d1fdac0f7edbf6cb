using System.Diagnostics;
using System.Globalization;

namespace BunnyDb.Benchmarks;

/// <summary>PostgreSQL's own benchmark as a maker of rows and of TPC-B transactions (three updates and an insert each).</summary>
internal sealed class PgBench(string program, Database source)
{
    private const int Clients = 4;

    internal Task FillAsync(int scale, CancellationToken ct) => RunAsync(["-i", "-q", "-s", Text(scale)], ct);

    internal Task WriteAsync(int transactions, CancellationToken ct) =>
        RunAsync(["-n", "-c", Text(Clients), "-t", Text(Math.Max(1, transactions / Clients))], ct);

    private async Task RunAsync(string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-h", source.Host, "-p", Text(source.Port), "-U", source.User, .. arguments, source.Name])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = source.Password;
        start.Environment["PGOPTIONS"] = "-c synchronous_commit=off";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        try
        {
            var answer = process.StandardOutput.ReadToEndAsync(ct);
            var complaint = await process.StandardError.ReadToEndAsync(ct);
            await answer;
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {complaint}");
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
