using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Faults;
using Npgsql;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>Asks a peer something, bounded in time. Reads only, so that a connection that broke while it lay in the pool may be replaced unseen.</summary>
internal sealed class PeerAccess(PeerConnections connections)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="FaultException">The peer cannot be reached, refuses us, or refused what was asked; its message names the peer.</exception>
    internal async Task<T> AskAsync<T>(Peer peer, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await AskOnceAsync(peer, ask, isRetry: false, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw Named(peer, FaultPolicy.Classify(new TimeoutException()), null);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw Named(peer, FaultPolicy.Classify(e), e);
        }
    }

    private async Task<T> AskOnceAsync<T>(Peer peer, Func<NpgsqlConnection, CancellationToken, Task<T>> ask, bool isRetry, CancellationToken ct)
    {
        var connection = await connections.OpenAsync(peer.Address, "control", ct);
        try
        {
            return await ask(connection, ct);
        }
        catch (NpgsqlException) when (!isRetry && connection.FullState.HasFlag(System.Data.ConnectionState.Broken))
        {
            NpgsqlConnection.ClearPool(connection);
            return await AskOnceAsync(peer, ask, isRetry: true, ct);
        }
        finally
        {
            await connection.DisposeAsync();
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
