using System.Runtime.CompilerServices;
using System.Text.Json;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.ControlPlane.Mirrors.Views;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace BunnyDb.ControlPlane.Mirrors.Logs;

/// <summary>What happens to a mirror, as it happens: the catalog is compared with what was last said, once a second.</summary>
internal sealed class MirrorEvents(MirrorStore mirrors, MirrorViews views, LogQueries logs, TimeProvider time, IOptions<JsonOptions> json)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private const int QuietTicksMax = 10;

    /// <summary>Ends with the mirror, or with the listener.</summary>
    /// <param name="afterLog">The last log entry that the listener has; null: those of the past are not of interest.</param>
    internal async IAsyncEnumerable<MirrorEvent> FollowAsync(Guid mirrorId, long? afterLog, [EnumeratorCancellation] CancellationToken ct)
    {
        var lastLog = afterLog ?? await logs.NewestAsync(mirrorId, ct);
        var said = new Dictionary<string, string>();
        var quietTicks = 0;
        while (await mirrors.FindAsync(mirrorId, ct) is { } mirror)
        {
            quietTicks++;
            var view = await views.OfAsync(mirror, ct);
            foreach (var (name, content) in new (string, object)[] { ("status", StatusOf(view)), ("progress", ProgressOf(view)) })
            {
                var data = JsonSerializer.Serialize(content, json.Value.SerializerOptions);
                if (said.GetValueOrDefault(name) != data)
                {
                    said[name] = data;
                    quietTicks = 0;
                    yield return new MirrorEvent(name, data, null);
                }
            }

            foreach (var entry in await logs.AfterAsync(mirrorId, lastLog, ct))
            {
                lastLog = entry.Id;
                quietTicks = 0;
                yield return new MirrorEvent("log", JsonSerializer.Serialize(LogEntryReply.Of(entry), json.Value.SerializerOptions), entry.Id);
            }

            if (quietTicks == QuietTicksMax)
            {
                quietTicks = 0;
                yield return MirrorEvent.Heartbeat;
            }

            await Task.Delay(Tick, time, ct);
        }

        yield return new MirrorEvent("deleted", "{}", null);
    }

    private static object StatusOf(MirrorReply view) => new { view.Name, view.Status, view.CurrentPhase, view.Error };

    private static object ProgressOf(MirrorReply view) => new { view.LastLsn, view.LagBytes, view.LagSeconds, view.Snapshot, view.Resync, view.Tables };
}

/// <param name="Name"><c>status</c>, <c>progress</c>, <c>log</c> or <c>deleted</c>; empty: nothing happened, the connection lives.</param>
/// <param name="Id">Of a log entry: where a listener that comes again continues.</param>
internal sealed record MirrorEvent(string Name, string Data, long? Id)
{
    internal static readonly MirrorEvent Heartbeat = new("", "", null);

    /// <summary>The wire form of server-sent events (WHATWG HTML, section 9.2); the data is one line.</summary>
    internal string Text => Name.Length == 0 ? ": still here\n\n" : $"{(Id is { } id ? $"id: {id}\n" : "")}event: {Name}\ndata: {Data}\n\n";
}
