using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres.Preflight;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>Connects to a peer and checks what a source and a destination must offer.</summary>
internal sealed class PeerTester(PeerAccess access)
{
    /// <summary>A peer that cannot be reached is a result, not a failure of the test.</summary>
    internal async Task<PeerTestReply> TestAsync(Peer peer, CancellationToken ct)
    {
        try
        {
            return await access.AskAsync(peer, async (connection, token) =>
            {
                var version = connection.PostgreSqlVersion.ToString();
                var source = await PeerChecks.SourceAsync(connection, token);
                var destination = await PeerChecks.DestinationAsync(connection, token);
                return PeerTestReply.Of(version, source, destination);
            }, ct);
        }
        catch (FaultException e)
        {
            return new PeerTestReply(false, null, e.Fault.Message, [new PeerCheckReply("connect", false, null, e.Fault.Message, e.Fault.Remedy)]);
        }
    }
}
