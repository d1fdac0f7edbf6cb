namespace BunnyDb.Demo;

/// <summary>WAL that the source has written and the destination has not confirmed, in bytes; each reading goes into the chart.</summary>
internal sealed class SlotLag(Database source, string slot, LagChart chart)
{
    internal async Task<double> SampleAsync(string note, CancellationToken ct)
    {
        var bytes = (double)await source.ScalarAsync<decimal>(
            $"select pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) from pg_replication_slots where slot_name = '{slot}'", ct);
        chart.Add(bytes, note);
        return bytes;
    }

    /// <summary>Samples once a second.</summary>
    internal async Task SampleForAsync(TimeSpan duration, string note, CancellationToken ct)
    {
        for (var second = 0; second < (int)duration.TotalSeconds; second++)
        {
            await SampleAsync(note, ct);
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }
}
