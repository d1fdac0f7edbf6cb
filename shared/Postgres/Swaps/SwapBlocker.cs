using BunnyDb.Contracts.Resyncs;

namespace BunnyDb.Postgres.Swaps;

/// <summary>A session that stands in the way of ours. What our role may not see of it is null.</summary>
/// <param name="Pid">0 for a prepared transaction, which no session holds.</param>
/// <param name="Since">When its transaction began.</param>
/// <param name="What">The lock and its relation, or what it is doing; never the text of its query.</param>
public sealed record SwapBlocker(int Pid, string? User, string? Application, DateTimeOffset? Since, string What)
{
    /// <summary>As operators are told of it.</summary>
    public ResyncBlocker Tell() => new(Pid, User, Application, Since, What);
}
