using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;

namespace BunnyDb.Catalog.Resyncs;

/// <summary>A resync that has not ended, and its mirror, held by the transaction.</summary>
/// <param name="Tables">Destination names.</param>
/// <param name="IsSwapped">Its tables have taken the live ones' places.</param>
public sealed record LockedResync(
    Guid MirrorId,
    string Mirror,
    MirrorOptions Options,
    ResyncStrategy Strategy,
    bool IsWhole,
    IReadOnlyList<string> Tables,
    ResyncStatus Status,
    bool IsCutoverAsked,
    bool IsCancelAsked,
    bool IsSwapped,
    Fault? Fault)
{
    public bool Verifies => Strategy == ResyncStrategy.Swap && Options.VerifyBeforeSwap;

    /// <summary>Nobody reads what a truncate resync fills as long as it is not done: there is nothing to wait for.</summary>
    public bool MaySwap => Strategy == ResyncStrategy.Truncate || Options.Cutover == Cutover.Auto || IsCutoverAsked;

    /// <summary>For the log: <c>table public.users</c>, or all of the mirror.</summary>
    public string Subject => IsWhole ? "all tables" : $"table {string.Join(", ", Tables)}";
}
