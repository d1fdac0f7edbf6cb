using System.Net.Sockets;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// Keeps little in the receiver's kernel when the source is near. A walsender hands each change to its kernel alone; as long as our side takes
/// everything, each also travels alone, which costs the source's processor twice. Where our side is full they gather on theirs and come together.
/// Over a long way they gather by themselves, and a small window would hold the stream up.
/// </summary>
internal static class ReceiveWindow
{
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private const int RoundTripOffset = 68;
    private const int NearBytes = 32 * 1024;

    /// <summary>In this time a window of <see cref="NearBytes"/> still carries 32 MB/s.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMilliseconds(1);

    internal static void Fit(Socket socket)
    {
        try
        {
            Span<byte> info = stackalloc byte[RoundTripOffset + sizeof(uint)];
            var isKnown = socket.GetRawSocketOption(Tcp, TcpInfo, info) == info.Length;
            if (isKnown && TimeSpan.FromMicroseconds(BitConverter.ToUInt32(info[RoundTripOffset..])) < Near)
            {
                socket.ReceiveBufferSize = NearBytes;
            }
        }
        catch (SocketException)
        {
            // Not TCP, or not Linux: slower, and as right.
        }
    }
}
