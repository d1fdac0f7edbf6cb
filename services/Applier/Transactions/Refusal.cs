using BunnyDb.Applier.Rows;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Faults;
using Npgsql;

namespace BunnyDb.Applier.Transactions;

/// <summary>The destination is not what the changes assume, or refuses one; not that it is away.</summary>
internal static class Refusal
{
    internal static bool Is(Exception e) => e is ReplayException
        || (e is PostgresException or FaultException && FaultPolicy.Classify(e).Kind != FaultKind.Transient);

    /// <summary>For the log: without any value of a row.</summary>
    internal static string Reason(Exception refusal) => refusal switch
    {
        PostgresException refused => refused.SqlState,
        ReplayException replay => replay.Message,
        _ => refusal.GetType().Name,
    };

    /// <summary>Where the lane stops. Without the server's exception, whose message may quote a value: this one is logged.</summary>
    internal static FaultException At(Lsn commitLsn, Exception refusal) => new(FaultPolicy.Classify(refusal) with { Lsn = commitLsn.ToString() });
}
