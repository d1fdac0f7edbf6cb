using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Faults;
using Npgsql;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>Asks a peer something, bounded in time.</summary>
internal sealed class PeerAccess(PeerConnections connections)
{
    private const string Purpose = "control";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="FaultException">The peer cannot be reached, refuses us, or refused what was asked; its message names the peer.</exception>
    internal async Task<T> AskAsync<T>(Peer peer, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await using var connection = await OpenAsync(peer, patience.Token);
            return await ask(connection, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Named(peer, FaultPolicy.Classify(new TimeoutException()), null);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            // It is told by the peer's name instead.
            e.Data.Clear();
            throw Named(peer, FaultPolicy.Classify(e), e);
        }
    }

    /// <summary>
    /// A session that ended while it lay in the pool, as after a restart of its server, shows that at its first use. So it is used before anything is asked: what
    /// fails then fails in time to be replaced unseen, also where two peers are asked together.
    /// </summary>
    private async Task<NpgsqlConnection> OpenAsync(Peer peer, CancellationToken ct)
    {
        var connection = await connections.OpenAsync(peer.Address, Purpose, ct);
        try
        {
            await using var use = new NpgsqlCommand("select 1", connection);
            await use.ExecuteScalarAsync(ct);
            return connection;
        }
        catch (NpgsqlException) when (connection.FullState.HasFlag(System.Data.ConnectionState.Broken))
        {
            NpgsqlConnection.ClearPool(connection);
            await connection.DisposeAsync();
            return await connections.OpenAsync(peer.Address, Purpose, ct);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static FaultException Named(Peer peer, Fault fault, Exception? cause) =>
        new(fault with
        {
            Message = $"Peer '{peer.Name}' ({peer.Address}): {fault.Message}",
            Remedy = fault.Code == FaultCode.DatabaseUnavailable
                ? $"Check that the server runs and that the peer's address is right (PUT /v1/peers/{peer.Name}), then send the request again."
                : fault.Remedy,
        }, cause);
}
