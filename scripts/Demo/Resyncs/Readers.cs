namespace BunnyDb.Demo.Resyncs;

/// <summary>One reader of every kind, all at once.</summary>
internal sealed class Readers(Database destination)
{
    private readonly CancellationTokenSource stopping = new();
    private readonly IReadOnlyList<Reader> all = [.. ReaderKind.All.Select(kind => new Reader(destination, kind))];
    private Task[] reading = [];

    internal void Start(CancellationToken ct) => reading = [.. all.Select(reader => Task.Run(() => reader.ReadUntilAsync(stopping.Token, ct), ct))];

    internal async Task<Observations> StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(reading);
        stopping.Dispose();
        return Observations.Of(all.Select(reader => reader.Seen));
    }
}
