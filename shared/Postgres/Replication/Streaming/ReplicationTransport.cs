using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql.Replication;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// The way to the server of a replication connection that the driver has made and signed on, TLS, certificates and SCRAM included. The driver's own
/// iteration costs a message what we may spend on a hundred, and it has no public way to the bytes, so that they are reached through five of its
/// internals (docs/adr/0008). An update of the driver that moves one of them throws <see cref="MissingMemberException"/> here; a test says what to do.
/// </summary>
/// <param name="Stream">Plain or encrypted. Who takes it speaks on it alone; the connection still closes it, with a Terminate message.</param>
/// <param name="Socket">Below the stream: for options only.</param>
internal sealed record ReplicationTransport(Stream Stream, Socket Socket)
{
    private const string ConnectorType = "Npgsql.Internal.NpgsqlConnector, Npgsql";
    private const string ReadBufferType = "Npgsql.Internal.NpgsqlReadBuffer, Npgsql";

    /// <param name="connection">Open, and with no command under way.</param>
    /// <exception cref="IOException">The driver has read ahead what the server said unasked; another try will do.</exception>
    internal static ReplicationTransport Of(LogicalReplicationConnection connection)
    {
        var connector = Connector(connection);
        if (BytesLeft(ReadBuffer(connector)) > 0)
        {
            throw new IOException("The source said something between sign-on and streaming.");
        }

        return new ReplicationTransport(StreamOf(connector), SocketOf(connector));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Connector")]
    [return: UnsafeAccessorType(ConnectorType)]
    private static extern object Connector(ReplicationConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stream")]
    private static extern ref Stream StreamOf([UnsafeAccessorType(ConnectorType)] object connector);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    private static extern ref Socket SocketOf([UnsafeAccessorType(ConnectorType)] object connector);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ReadBuffer")]
    [return: UnsafeAccessorType(ReadBufferType)]
    private static extern object ReadBuffer([UnsafeAccessorType(ConnectorType)] object connector);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ReadBytesLeft")]
    private static extern int BytesLeft([UnsafeAccessorType(ReadBufferType)] object readBuffer);
}
