using System.Globalization;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Waiting;
using Npgsql;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs.Readers;

/// <summary>
/// Applications that read a mirrored bank's accounts in every way at the same time, while the tables are replaced under them. None may ever see an error,
/// a table that is not whole, half of a transaction, or an older state than it saw before.
/// </summary>
internal sealed class SwapReaders : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly IReadOnlyList<ReaderNotes> notes;
    private readonly Task[] readers;

    private SwapReaders(NpgsqlDataSource destination, decimal expectedBalance, bool outliveServer)
    {
        notes = [.. ReadKind.All.Select(kind => new ReaderNotes(kind, expectedBalance))];
        readers = [.. ReadKind.All.Zip(notes, (kind, note) => Task.Run(() => new SwapReader(destination, kind, note, outliveServer).RunAsync(stopping.Token)))];
    }

    /// <summary>The oids of all tables that were ever read as <c>account</c>.</summary>
    public IReadOnlyList<uint> Tables => [.. notes.SelectMany(note => note.Tables).Distinct().Order()];

    /// <param name="expectedBalance">The sum that every whole read shows.</param>
    /// <param name="outliveServer">Whether the destination may be killed under them.</param>
    public static async Task<SwapReaders> StartAsync(NpgsqlDataSource destination, decimal expectedBalance, bool outliveServer = false)
    {
        await ReadKind.CreateObjectsAsync(destination);
        return new SwapReaders(destination, expectedBalance, outliveServer);
    }

    /// <summary>Every reader has read this often from now on.</summary>
    public Task ReadOnAsync(int times)
    {
        var soFar = notes.Select(note => note.Reads).ToList();
        return WaitFor.TrueAsync(
            $"every reader reads {times} times", TimeSpan.FromSeconds(60), () => Task.FromResult(notes.Zip(soFar, (note, before) => note.Reads >= before + times).All(on => on)));
    }

    /// <summary>The longest read of all since this was asked last, and who waited.</summary>
    public (TimeSpan Longest, string Kind) TakeLongest() => notes.Select(note => (note.TakeLongest(), note.Kind)).Max();

    /// <summary>Ends the reading, prints what was read, and fails if any of it was wrong.</summary>
    public async Task StopAsync(ITestOutputHelper output)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(readers);
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"readers: {string.Join(", ", notes.Select(note => $"{note.Kind} {note.Reads}"))}; {Tables.Count} tables seen; {notes.Sum(note => note.Lost)} connections lost"));
        notes.SelectMany(note => note.Wrong).ShouldBeEmpty();
        notes.ShouldAllBe(note => note.Reads > 0);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(readers);
        stopping.Dispose();
    }
}
