namespace BunnyDb.Postgres.PgOutput;

/// <summary>The bytes are not what pgoutput writes. Never quotes them: they hold row values.</summary>
public sealed class PgOutputException(string message) : Exception(message);
