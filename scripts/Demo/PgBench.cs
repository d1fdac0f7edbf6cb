using System.Diagnostics;
using System.Globalization;

namespace BunnyDb.Demo;

/// <summary>PostgreSQL's own benchmark: fills the source, then keeps it busy with TPC-B transactions (three updates and an insert each).</summary>
internal sealed class PgBench(string program, Database source) : IDisposable
{
    private Process? load;

    internal async Task FillAsync(int scale, CancellationToken ct)
    {
        using var filling = Start("-i", "-q", "-s", scale.ToString(CultureInfo.InvariantCulture));
        await filling.WaitForExitAsync(ct);
        if (filling.ExitCode != 0)
        {
            throw new InvalidOperationException($"pgbench -i ended with {filling.ExitCode}.");
        }
    }

    /// <summary>Starts the load; it goes on until <see cref="StopAsync"/>.</summary>
    internal void StartLoad(int clients, int transactionsPerSecond) => load = Start(
        "-n", "-c", clients.ToString(CultureInfo.InvariantCulture), "-R", transactionsPerSecond.ToString(CultureInfo.InvariantCulture), "-T", "900");

    /// <summary>Ends the load and waits until its sessions, whose last commit may still be under way, are gone.</summary>
    internal async Task StopAsync(CancellationToken ct)
    {
        if (load is null)
        {
            return;
        }

        if (load.HasExited)
        {
            throw new InvalidOperationException($"pgbench ended by itself with {load.ExitCode}.");
        }

        load.Kill();
        await load.WaitForExitAsync(ct);
        while (await source.ScalarAsync<long>("select count(*) from pg_stat_activity where application_name = 'pgbench'", ct) > 0)
        {
            await Task.Delay(50, ct);
        }
    }

    public void Dispose()
    {
        if (load is { HasExited: false })
        {
            load.Kill();
        }

        load?.Dispose();
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-h", source.Host, "-p", source.Port.ToString(CultureInfo.InvariantCulture), "-U", source.User, .. arguments, source.Name])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = source.Password;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");

        // Read and dropped: a full pipe would stop the load.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
