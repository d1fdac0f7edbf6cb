namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>The source sent what the streaming protocol does not have at that place. A fault that asks for a person: it is not understood.</summary>
public sealed class ReplicationProtocolException(string message) : Exception(message);
