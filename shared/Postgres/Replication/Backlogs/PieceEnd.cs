using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Replication.Backlogs;

/// <summary>Where a piece of the log ends, whichever comes first; transactions are whole in it.</summary>
/// <param name="UpTo">With the log's first record that ends at or after this.</param>
/// <param name="Changes">With the transaction that has the last of so many messages of the plugin's; null: however many.</param>
public readonly record struct PieceEnd(Lsn UpTo, int? Changes = null);
