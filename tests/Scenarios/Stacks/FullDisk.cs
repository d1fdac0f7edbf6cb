using System.Globalization;
using BunnyDb.Integration.Fixture;
using BunnyDb.Scenarios.Data;
using Npgsql;

namespace BunnyDb.Scenarios.Stacks;

/// <summary>
/// A PostgreSQL server on whose disk no file can grow any more beyond a size (RLIMIT_FSIZE of setrlimit(2)): that asks for no right, as a small file system would.
/// PostgreSQL tells a full disk by a page of which only a part could be written (SQLSTATE 53100), so the limit lies in the middle of one.
/// </summary>
internal sealed class FullDisk : IAsyncDisposable
{
    /// <summary>A segment of the server's log fits, a page more, and half a page.</summary>
    private const long LargestFileBytes = (16 << 20) + 8192 + 4096;

    /// <summary>In proc(5); the number after it is the one that counts, the next is how far it may be raised.</summary>
    private const string LimitName = "Max file size";

    /// <summary>The first argument is the limit, the others are processes. Only a process's own user may limit it everywhere. One that has ended needs no limit.</summary>
    private const string Limit =
        """
        limit=$1
        shift
        for pid in "$@"; do
            setpriv --reuid="$(stat -c %u "/proc/$pid")" --regid="$(stat -c %g "/proc/$pid")" --keep-groups prlimit --pid "$pid" --fsize="$limit:" || test ! -d "/proc/$pid"
        done
        """;

    private readonly StackPart server;
    private readonly NpgsqlDataSource database;
    private readonly string before;

    private FullDisk(StackPart server, NpgsqlDataSource database, string before) => (this.server, this.database, this.before) = (server, database, before);

    public static async Task<FullDisk> FillAsync(StackPart server, NpgsqlDataSource database)
    {
        var before = File.ReadLines($"/proc/{server.Pid}/limits").Single(line => line.StartsWith(LimitName, StringComparison.Ordinal))[LimitName.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        var disk = new FullDisk(server, database, before);
        await disk.LimitAsync(LargestFileBytes.ToString(CultureInfo.InvariantCulture));
        return disk;
    }

    /// <summary>There is room again.</summary>
    public Task ClearAsync() => LimitAsync(before);

    public async ValueTask DisposeAsync() => await ClearAsync();

    /// <summary>The postmaster first: whoever connects from then on has its limit.</summary>
    private async Task LimitAsync(string limit)
    {
        await RunAsync(limit, server.Pid.ToString(CultureInfo.InvariantCulture));
        await RunAsync([limit, .. await database.ColumnAsync("select pid from pg_stat_activity")]);
    }

    private static Task RunAsync(params string[] arguments) =>
        ProjectScript.RunProgramAsync("/bin/sh", ["-ec", Limit, "sh", .. arguments], TimeSpan.FromSeconds(30));
}
