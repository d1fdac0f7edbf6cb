using System.Diagnostics;
using System.Globalization;
using BunnyDb.Integration.Fixture;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios.Stacks;

/// <summary>One process of a running stack, known by what <c>make up</c> leaves behind: <c>NAME.pid</c>, <c>NAME.log</c>, <c>NAME.start</c>.</summary>
public sealed class StackPart(string runDirectory, string name)
{
    public string Name => name;

    public string LogFile => Path.Combine(runDirectory, $"{name}.log");

    /// <summary>A service's own settings, read at each start.</summary>
    public string SettingsFile => Path.Combine(runDirectory, $"{name}.environment");

    public int Pid => int.Parse(File.ReadAllText(Path.Combine(runDirectory, $"{name}.pid")), CultureInfo.InvariantCulture);

    public bool Exists => File.Exists(Path.Combine(runDirectory, $"{name}.pid"));

    public bool IsAlive => Exists && IsRunning(Pid);

    /// <summary>The most memory the process has ever held, in bytes (VmHWM of proc(5)).</summary>
    public long PeakResidentBytes => long.Parse(
        File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split([' ', '\t', ':'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    /// <summary>As <c>kill -9</c>: the process gets no chance to do anything more.</summary>
    public Task KillAsync() => EndBySignalAsync("-KILL");

    /// <summary>As <c>pg_ctl stop -m immediate</c>, for a PostgreSQL server: no checkpoint, recovery at the next start.</summary>
    public Task StopImmediatelyAsync() => EndBySignalAsync("-QUIT");

    /// <summary>The process and its children, as a server's sessions are, do nothing more and end nothing either: whoever asks them hears nothing.</summary>
    public Task FreezeAsync() => SignalFamilyAsync("-STOP");

    public Task ThawAsync() => SignalFamilyAsync("-CONT");

    /// <summary>Starts the part again after it was killed.</summary>
    public Task StartAsync() => ProjectScript.RunProgramAsync(Path.Combine(runDirectory, $"{name}.start"), [], TimeSpan.FromSeconds(60));

    private async Task EndBySignalAsync(string signal)
    {
        var pid = Pid;
        await SignalAsync(pid, signal);
        await WaitFor.TrueAsync($"{name} (pid {pid}) has ended", TimeSpan.FromSeconds(20), () => Task.FromResult(!IsRunning(pid)));
    }

    /// <summary>The parent first: it makes no more children then. A child may have ended meanwhile.</summary>
    private async Task SignalFamilyAsync(string signal)
    {
        var pid = Pid;
        await SignalAsync(pid, signal);
        foreach (var child in ChildrenOf(pid))
        {
            await TrySignalAsync(child, signal);
        }
    }

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && StatusOf(pid) is [_, var of, ..]
                && int.Parse(of, CultureInfo.InvariantCulture) == parent)
            {
                yield return pid;
            }
        }
    }

    private static async Task SignalAsync(int pid, string signal) => (await TrySignalAsync(pid, signal)).ShouldBeTrue($"kill {signal} {pid}");

    private static async Task<bool> TrySignalAsync(int pid, string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return kill.ExitCode == 0;
    }

    /// <summary>A zombie has ended too: whoever started it merely has not asked yet.</summary>
    private static bool IsRunning(int pid) => StatusOf(pid) is [not ("Z" or "X"), ..];

    /// <summary>Of proc(5), /proc/pid/stat, from the state on: the state, the parent. Null: there is no such process.</summary>
    private static string[]? StatusOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }
}
