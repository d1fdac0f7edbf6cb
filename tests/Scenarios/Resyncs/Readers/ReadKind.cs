using BunnyDb.Scenarios.Data;
using Npgsql;

namespace BunnyDb.Scenarios.Resyncs.Readers;

/// <summary>One way in which an application reads <c>account</c>: each row of the statement's result is a <see cref="Sight"/>.</summary>
/// <param name="Rows">The number of accounts that every whole read shows.</param>
internal sealed record ReadKind(string Name, ReadSession Session, string Sql, long Rows)
{
    private const string Together = "count(*), sum(balance)::numeric, sum(stamp)::numeric";

    /// <summary>The view and the function that some kinds read through.</summary>
    private const string Objects =
        $$"""
        create view account_seen as select id, balance, stamp, tableoid as place from account;
        create function account_summed() returns table (account int, accounts bigint, balances numeric, stamps numeric, place oid) stable language plpgsql as $$
        begin
          return query select 0, {{Together}}, max(tableoid) from account;
        end $$
        """;

    public static readonly IReadOnlyList<ReadKind> All =
    [
        new("point read", ReadSession.Lasting, "select id, 1::bigint, null::numeric, stamp::numeric, tableoid from account where id = 17", 1),
        new("full scan", ReadSession.Lasting, $"select 0, {Together}, max(tableoid) from account", Bank.Accounts),
        new("prepared point read", ReadSession.Prepared, "select id, 1::bigint, null::numeric, stamp::numeric, tableoid from account where id = 18", 1),
        new("prepared full scan", ReadSession.Prepared, $"select 0, {Together}, max(tableoid) from account", Bank.Accounts),
        new("view", ReadSession.Lasting, $"select 0, {Together}, max(place) from account_seen", Bank.Accounts),
        new("stable function", ReadSession.Prepared, "select * from account_summed()", Bank.Accounts),
        new("repeatable read", ReadSession.RepeatableRead, $"select 0, {Together}, max(tableoid) from account", Bank.Accounts),
        new("repeatable read, looks late", ReadSession.RepeatableReadThatLooksLate, $"select 0, {Together}, max(tableoid) from account", Bank.Accounts),
        new("new connection", ReadSession.NewEachTime, $"select 0, {Together}, max(tableoid) from account", Bank.Accounts),
        new("join", ReadSession.Lasting, $"select 0, {Together}, max(account.tableoid) from account left join document using (id)", Bank.Accounts),
        new("fixed ids", ReadSession.Lasting, "select id, 1::bigint, null::numeric, stamp::numeric, tableoid from account where id % 100 = 1", Bank.Accounts / 100),
    ];

    public static Task CreateObjectsAsync(NpgsqlDataSource destination) => destination.ExecuteAsync(Objects);
}

/// <summary>How a reader uses its connections.</summary>
internal enum ReadSession
{
    /// <summary>One connection, one statement after another.</summary>
    Lasting,

    /// <summary>One connection and one statement that the server has prepared.</summary>
    Prepared,

    /// <summary>A connection for each statement.</summary>
    NewEachTime,

    /// <summary>Transactions with several reads, which must all show the same.</summary>
    RepeatableRead,

    /// <summary>As <see cref="RepeatableRead"/>, but the snapshot is taken well before the table is first looked at: no lock of it keeps a swap off.</summary>
    RepeatableReadThatLooksLate,
}
