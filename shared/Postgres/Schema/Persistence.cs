namespace BunnyDb.Postgres.Schema;

/// <summary>Whether a table's changes reach the WAL (<c>pg_class.relpersistence</c>): only those of a permanent one do.</summary>
public enum Persistence
{
    Permanent,
    Unlogged,
    Temporary,
}
