using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Claims;

/// <summary>
/// This process's claims on work, as session advisory locks on one catalog connection of its own: they end with the process, at once.
/// A claim only keeps two instances from getting in each other's way; what makes a second writer harmless is the fence on the destination.
/// So work goes on while the catalog is away, and <see cref="TryClaimAsync"/> takes the claims again afterwards.
/// </summary>
public sealed class ClaimSession(CatalogDatabase catalog) : IAsyncDisposable
{
    private const int WorkerClass = 0x62756e;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly HashSet<string> held = [];
    private NpgsqlConnection? connection;
    private bool isWorker;
    private bool showsLife;

    /// <summary>The number under which this process claims chunks; unique among living processes. 0 before the first <see cref="KeepWorkerAliveAsync"/>.</summary>
    public int WorkerNo { get; private set; }

    /// <summary>SQL: advisory locks that are held in this database. The view shows those of other catalogs of the server, too, which have workers of the same numbers.</summary>
    internal const string HeldHere = "pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())";

    /// <summary>The SQL condition under which the process numbered <c>worker_no</c> lives. objsubid tells a lock made of two numbers.</summary>
    internal static readonly string WorkerLives = $"exists (select from {HeldHere} and objsubid = 2 and classid = {WorkerClass} and objid = worker_no::oid)";

    /// <summary>SQL: how many workers live.</summary>
    internal static readonly string LivingWorkers = $"(select count(*) from {HeldHere} and objsubid = 2 and classid = {WorkerClass})";

    /// <summary>Claims <paramref name="work"/> (a role and a lane, say), or confirms that it is still ours. False: another process has it.</summary>
    public async Task<bool> TryClaimAsync(string work, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var open = await OpenAsync(ct);
            if (held.Contains(work))
            {
                return true;
            }

            if (!await open.ExecuteScalarAsync<bool>(
                new CommandDefinition("select pg_try_advisory_lock(hashtextextended(@work, 0))", new { work }, cancellationToken: ct)))
            {
                return false;
            }

            held.Add(work);
            return true;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task ReleaseAsync(string work, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (held.Remove(work) && connection is { FullState: System.Data.ConnectionState.Open } open)
            {
                await open.ExecuteAsync(new CommandDefinition("select pg_advisory_unlock(hashtextextended(@work, 0))", new { work }, cancellationToken: ct));
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Takes this process's worker number, or takes it again after the catalog was away.</summary>
    public async Task KeepWorkerAliveAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            isWorker = true;
            await OpenAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        if (connection is { } known)
        {
            try
            {
                // By the driver itself: where it has noticed already that the connection broke, Dapper would open it for this one statement, and what was held would pass for ours.
                await using var look = new NpgsqlCommand("select 1", known);
                await look.ExecuteScalarAsync(ct);
                await ShowLifeAsync(known, ct);
                return known;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                connection = null;
                await known.DisposeAsync();
            }
        }

        // Whatever was held is gone with the old session; each is claimed again when it is next asked for.
        held.Clear();
        showsLife = false;
        var fresh = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(catalog.ConnectionString) { Pooling = false, KeepAlive = 5, ApplicationName = "bunnydb claims" }.ConnectionString);
        try
        {
            await fresh.OpenAsync(ct);
            await ShowLifeAsync(fresh, ct);
        }
        catch
        {
            await fresh.DisposeAsync();
            throw;
        }

        connection = fresh;
        return fresh;
    }

    private async Task ShowLifeAsync(NpgsqlConnection open, CancellationToken ct)
    {
        if (!isWorker || showsLife)
        {
            return;
        }

        WorkerNo = WorkerNo == 0 ? await open.ExecuteScalarAsync<int>(new CommandDefinition("select nextval('worker_no')", cancellationToken: ct)) : WorkerNo;
        await open.ExecuteAsync(new CommandDefinition($"select pg_advisory_lock({WorkerClass}, @WorkerNo)", new { WorkerNo }, cancellationToken: ct));
        showsLife = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is { } open)
        {
            await open.DisposeAsync();
        }

        gate.Dispose();
    }
}
