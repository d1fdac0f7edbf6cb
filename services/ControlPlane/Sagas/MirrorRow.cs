using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>What the state machine needs to know of the mirror's row.</summary>
/// <param name="UnownedTables">Mapped tables that no lane writes yet.</param>
internal sealed record MirrorRow(MirrorName Name, MirrorOptions Options, MirrorPhase Phase, Fault? Error, int UnownedTables);
