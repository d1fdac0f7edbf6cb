using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>A lane while the mirror's state machine handles one message: as the catalog has it, and what was decided for it.</summary>
internal sealed class SagaLane(LaneId id, LaneKind kind, Lane? stored, bool hasTables)
{
    internal LaneId Id => id;

    internal LaneKind Kind => kind;

    /// <summary>Null: the lane was just made.</summary>
    internal Lane? Stored => stored;

    internal bool HasTables { get; set; } = hasTables;

    internal LaneOrder? NewOrder { get; private set; }

    internal bool IsForgotten { get; private set; }

    /// <summary>The lane passes its tables to the main lane.</summary>
    internal bool IsHandedOver { get; set; }

    /// <summary>The lane's tables are being copied from now on.</summary>
    internal bool BeginsCopy => NewOrder == LaneOrder.Copy;

    /// <summary>The lane does what a running mirror's main lane does.</summary>
    internal bool Streams => kind == LaneKind.Main && stored is { IsAnswered: true, Stage: LaneStage.Streaming } && NewOrder is null;

    internal bool IsStopped => stored is { IsAnswered: true, Order: LaneOrder.Stop, Stage: LaneStage.Stopped } && NewOrder is null;

    internal void Order(LaneOrder order) => NewOrder = order;

    internal void Forget() => IsForgotten = true;

    /// <summary>Continues where the lane was stopped; a temporary lane whose tables were all unmapped meanwhile ends.</summary>
    internal void Resume() => Order(!HasTables && kind == LaneKind.Temporary ? LaneOrder.Close : stored!.ResumeWith);
}
