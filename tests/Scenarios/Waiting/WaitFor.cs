using System.Diagnostics;
using Npgsql;

namespace BunnyDb.Scenarios.Waiting;

/// <summary>Looks at something again and again until it is as wanted: a test waits on a state with a deadline, never on time.</summary>
internal static class WaitFor
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Returns the first sight that is as wanted. A server that is away while we look is no failure of the test, only of that look.
    /// </summary>
    /// <exception cref="TimeoutException">It was not so within <paramref name="deadline"/>; the message says what was seen last.</exception>
    public static async Task<T> StateAsync<T>(string what, TimeSpan deadline, Func<Task<T>> look, Func<T, bool> isWanted)
    {
        var watch = Stopwatch.StartNew();
        object? seen;
        while (true)
        {
            var looked = Stopwatch.StartNew();
            try
            {
                var sight = await look();
                if (isWanted(sight))
                {
                    return sight;
                }

                seen = sight;
            }
            catch (Exception e) when (e is HttpRequestException or NpgsqlException or TaskCanceledException or IOException)
            {
                seen = $"{e.GetType().Name}: {e.Message}";
            }

            if (watch.Elapsed > deadline)
            {
                throw new TimeoutException($"{what}: not within {deadline.TotalSeconds:0} s. Last seen: {seen}");
            }

            // A costly look shall not keep the machine from getting there.
            await Task.Delay(looked.Elapsed > Pause ? looked.Elapsed : Pause);
        }
    }

    public static Task TrueAsync(string what, TimeSpan deadline, Func<Task<bool>> look) => StateAsync(what, deadline, look, isSo => isSo);
}
