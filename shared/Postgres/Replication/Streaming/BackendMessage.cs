namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// The types of the messages that a source sends while it streams.
/// Source: PostgreSQL manual, section 55.7 "Message Formats", and 55.4 "Streaming Replication Protocol" for what CopyData carries.
/// </summary>
internal static class BackendMessage
{
    internal const byte CopyBothResponse = (byte)'W';
    internal const byte CopyData = (byte)'d';
    internal const byte CopyDone = (byte)'c';
    internal const byte CommandComplete = (byte)'C';
    internal const byte ReadyForQuery = (byte)'Z';
    internal const byte ErrorResponse = (byte)'E';
    internal const byte NoticeResponse = (byte)'N';
    internal const byte ParameterStatus = (byte)'S';

    /// <summary>In CopyData: a piece of WAL, after its start (8 bytes), the log's end (8) and the time of sending (8).</summary>
    internal const byte WalData = (byte)'w';

    internal const int WalDataHeaderBytes = 25;

    /// <summary>In CopyData: the log's end (8 bytes), the time of sending (8), and whether a reply is wanted at once (1).</summary>
    internal const byte Keepalive = (byte)'k';
}
