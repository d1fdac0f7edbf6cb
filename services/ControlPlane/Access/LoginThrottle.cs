namespace BunnyDb.ControlPlane.Access;

/// <summary>
/// Slows guessing down: after some failures of one user, or of one address, each further failure doubles the time for which the next try is
/// refused. A refused try is not counted. Forgotten a quarter of an hour after the last failure; remembers a bounded number of names.
/// </summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    internal const int FreeFailuresPerUser = 5;
    internal const int FreeFailuresPerAddress = 100;
    private const int RememberedMax = 10_000;
    private const int KeyLengthMax = 64;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Failures> failures = new(StringComparer.Ordinal);

    /// <summary>How long the next try must wait; zero: it may come.</summary>
    internal TimeSpan WaitOf(string username, string address)
    {
        lock (gate)
        {
            var until = new[] { UntilOf(UserKey(username), FreeFailuresPerUser), UntilOf(AddressKey(address), FreeFailuresPerAddress) }.Max();
            var wait = until - time.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    internal void Failed(string username, string address)
    {
        lock (gate)
        {
            Count(UserKey(username));
            Count(AddressKey(address));
        }
    }

    /// <summary>The user is known to be who they say. The address stays suspicious: its failures may have been others'.</summary>
    internal void Succeeded(string username)
    {
        lock (gate)
        {
            failures.Remove(UserKey(username));
        }
    }

    private DateTimeOffset UntilOf(string key, int free)
    {
        if (!failures.TryGetValue(key, out var known) || known.Count < free)
        {
            return DateTimeOffset.MinValue;
        }

        var wait = FirstWait * Math.Pow(2, Math.Min(known.Count - free, 16));
        return known.Last + (wait < LongestWait ? wait : LongestWait);
    }

    private void Count(string key)
    {
        var now = time.GetUtcNow();
        var count = failures.TryGetValue(key, out var known) && now - known.Last < Memory ? known.Count : 0;
        if (failures.Count >= RememberedMax)
        {
            Forget(now);
        }

        failures[key] = new Failures(count + 1, now);
    }

    /// <summary>Drops what is old, and a tenth of the rest if nothing was: the least recent first.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, _) in failures.Where(f => now - f.Value.Last >= Memory).ToList())
        {
            failures.Remove(key);
        }

        var surplus = failures.Count - (RememberedMax * 9 / 10);
        foreach (var (key, _) in failures.OrderBy(f => f.Value.Last).Take(Math.Max(surplus, 0)).ToList())
        {
            failures.Remove(key);
        }
    }

    private static string UserKey(string username) => $"user {username[..Math.Min(username.Length, KeyLengthMax)]}";

    private static string AddressKey(string address) => $"address {address}";

    private readonly record struct Failures(int Count, DateTimeOffset Last);
}
