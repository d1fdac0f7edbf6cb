using Npgsql;

namespace BunnyDb.Catalog.Outbox;

/// <summary>
/// Hears of commands as soon as they are committed (<c>LISTEN</c>), so that nobody waits for the relay's next look. It only hurries: what it does
/// not hear of is found by that look.
/// </summary>
public sealed class OutboxListener(CatalogDatabase catalog) : IAsyncDisposable
{
    internal const string Channel = "bunnydb_outbox";

    private NpgsqlConnection? connection;

    /// <summary>Returns when a command was added, at once if that was since the last call, and after <paramref name="patience"/> anyway.</summary>
    /// <exception cref="NpgsqlException">The catalog is away; the next call connects anew.</exception>
    public async Task WaitAsync(TimeSpan patience, CancellationToken ct)
    {
        try
        {
            connection ??= await ListenAsync(ct);
            await connection.WaitAsync(patience, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is { } listening)
        {
            connection = null;
            await listening.DisposeAsync();
        }
    }

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken ct)
    {
        var opened = await catalog.OpenAsync(ct);
        try
        {
            await using var listen = new NpgsqlCommand($"listen {Channel}", opened);
            await listen.ExecuteNonQueryAsync(ct);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }
}
