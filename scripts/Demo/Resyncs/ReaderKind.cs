namespace BunnyDb.Demo.Resyncs;

/// <summary>One way of applications to read the accounts: each gives their number, the sum of balances and of stamps, and the table's oid.</summary>
/// <param name="Sql">With the account or the branch as $1.</param>
/// <param name="Keys">Between how many accounts or branches it changes; 1: it always reads the same.</param>
/// <param name="Rows">How many accounts every read shows.</param>
/// <param name="BalanceSum">What they have together; null: it changes.</param>
/// <param name="Breath">From one read to the next.</param>
internal sealed record ReaderKind(string Name, string Sql, ReaderSession Session, int Keys, long Rows, long? BalanceSum, TimeSpan Breath)
{
    private const long BranchSum = Bank.BranchAccounts * Bank.FirstBalance;
    private const string Sums = $"select count(*), sum(balance)::bigint, sum(stamp)::bigint, max(tableoid::bigint) from {Bank.Table} where not closed";

    /// <summary>No oid, 0, where the statement does not see the table itself.</summary>
    internal static readonly IReadOnlyList<ReaderKind> All =
    [
        new("one row by its key", $"select 1::bigint, balance, stamp, tableoid::bigint from {Bank.Table} where id = $1 + 1", ReaderSession.Plain, 500, 1, null, Short),
        new("all accounts, scanned", Sums, ReaderSession.Plain, 1, Bank.OpenAccounts, Bank.OpenAccounts * Bank.FirstBalance, Long),
        OfBranch("a branch, prepared", $"{Sums} and branch = $1", ReaderSession.Prepared),
        OfBranch("through a view on a view", "select accounts, balance, stamp, 0::bigint from bank.branch_total where branch = $1", ReaderSession.Plain),
        OfBranch("in a STABLE function", "select * from bank.total_of($1)", ReaderSession.Plain),
        OfBranch("REPEATABLE READ, twice", $"{Sums} and branch = $1", ReaderSession.RepeatableRead),
        OfBranch("a new connection each", $"{Sums} and branch = $1", ReaderSession.NewEachTime),
    ];

    private static TimeSpan Short => TimeSpan.FromMilliseconds(4);

    private static TimeSpan Long => TimeSpan.FromMilliseconds(40);

    private static ReaderKind OfBranch(string name, string sql, ReaderSession session) =>
        new(name, sql, session, Bank.Branches, Bank.BranchAccounts, BranchSum, session == ReaderSession.NewEachTime ? Long : Short);
}

/// <summary>What a reader does about its session.</summary>
internal enum ReaderSession
{
    /// <summary>One session, and each statement parsed anew.</summary>
    Plain,

    /// <summary>One session, and one prepared statement with its plan.</summary>
    Prepared,

    /// <summary>Two reads a transaction, which must show the same.</summary>
    RepeatableRead,

    /// <summary>A session for each read.</summary>
    NewEachTime,
}
