namespace BunnyDb.Scenarios.Resyncs.Readers;

/// <summary>What one row of a read showed, of one account or of all of them together.</summary>
/// <param name="Account">Its id; 0 for all together.</param>
/// <param name="Rows">How many accounts that were.</param>
/// <param name="Balance">Null for one account, whose balance may be anything.</param>
/// <param name="Stamp">Never smaller than it was in an earlier read.</param>
/// <param name="Table">The oid of the table that was read; 0 when it was empty.</param>
internal readonly record struct Sight(int Account, long Rows, decimal? Balance, decimal Stamp, uint Table);
