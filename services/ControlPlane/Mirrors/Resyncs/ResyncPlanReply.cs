using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Resyncs;

/// <summary>What a resync would do, and what is against it.</summary>
/// <param name="Refused">Any one of these refuses the resync.</param>
/// <param name="Blockers">Who uses the tables now; a swap waits for them in short tries.</param>
internal sealed record ResyncPlanReply(
    string Message,
    IReadOnlyList<string> Tables,
    ResyncStrategy Strategy,
    IReadOnlyList<Reason> Refused,
    IReadOnlyList<Reason> Advice,
    IReadOnlyList<string> Blockers,
    long BytesToCopy,
    IReadOnlyList<ResyncStepReply> Steps);

/// <param name="Sql">What is run in the main; empty where it is no SQL.</param>
internal sealed record ResyncStepReply(MirrorPhase Phase, string Description, IReadOnlyList<string> Sql);
