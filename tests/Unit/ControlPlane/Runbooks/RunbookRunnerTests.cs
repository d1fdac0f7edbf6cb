using System.Net;
using System.Net.Sockets;
using System.Text;
using BunnyDb.Catalog;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.ControlPlane.Mirrors.Lifecycle;
using BunnyDb.ControlPlane.Runbooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace BunnyDb.Unit.ControlPlane.Runbooks;

public sealed class RunbookRunnerTests
{
    private readonly HurryingTime time = new();

    [Fact]
    public async Task A_catalog_that_stays_away_ends_the_waiting_after_ten_minutes()
    {
        var began = time.GetUtcNow();

        var problem = await RunAsync("pause-mirror", """{"mirror":"m"}""");

        problem!.Code.ShouldBe("catalog_unavailable");
        (time.GetUtcNow() - began).ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        time.Pauses[..6].ShouldBe([1, 2, 4, 8, 16, 30]);
    }

    [Theory]
    [InlineData("pause-mirror", "{", "malformed_command")]
    [InlineData("Pause-Mirror", """{"mirror":"m"}""", "unknown_command")]
    [InlineData("", """{"mirror":"m"}""", "unknown_command")]
    [InlineData("resync-table", """{"mirror":"m"}""", "malformed_command")]
    [InlineData("sync-schema", """{"mirror":"m","dry_run":true}""", "dry_run_unanswered")]
    public async Task What_will_never_do_is_rejected_at_once(string command, string body, string code)
    {
        (await RunAsync(command, body))!.Code.ShouldBe(code);

        time.Pauses.ShouldBeEmpty();
    }

    private async Task<BunnyDb.ControlPlane.Api.Problem?> RunAsync(string command, string body)
    {
        await using var catalog = new CatalogDatabase(new CatalogOptions { Host = "127.0.0.1", Port = UnusedPort(), User = "nobody", Database = "nothing" });
        var commands = new RunbookCommands(new PauseMirrorHandler(new MirrorStore(catalog), null!, null!), null!, null!, null!, null!);
        return await new RunbookRunner(commands, time, NullLogger<RunbookRunner>.Instance)
            .RunAsync(new RunbookDelivery(1, command, null, null, null, Encoding.UTF8.GetBytes(body)), CancellationToken.None);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A clock on which every pause is over at once.</summary>
    private sealed class HurryingTime : TimeProvider
    {
        private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        internal List<int> Pauses { get; } = [];

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            now += dueTime;
            Pauses.Add((int)dueTime.TotalSeconds);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
