using System.Text.Json.Serialization;
using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Sagas.Persistence;
using MassTransit;
using Fault = BunnyDb.Contracts.Faults.Fault;
using FaultCode = BunnyDb.Contracts.Faults.FaultCode;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>
/// One mirror's life. Only its public properties are its own; mirror, lanes and tables are loaded with it,
/// locked, and what was decided is written with it, in one transaction. Nothing in here touches a database.
/// </summary>
public sealed class MirrorSaga : SagaStateMachineInstance
{
    private readonly List<SagaLane> lanes = [];
    private readonly List<SagaLogEntry> entries = [];

    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    /// <summary>The schema sync that began last: a command that comes twice begins nothing anew.</summary>
    public Guid? LastSync { get; set; }

    /// <summary>The resync that was accepted last.</summary>
    public Guid? LastResync { get; set; }

    /// <summary>It begins once the main lane, which is opened anew, streams.</summary>
    public bool IsResyncWaiting { get; set; }

    /// <summary>The main lane writes nothing until the resync has brought its tables back.</summary>
    public bool IsRecovering { get; set; }

    /// <summary>Null: the mirror's row is gone.</summary>
    [JsonIgnore]
    internal MirrorRow? Mirror { get; private set; }

    /// <summary>The mirror's own: not those of a resync, which its state machine leads.</summary>
    [JsonIgnore]
    internal IReadOnlyList<SagaLane> Lanes => AbandonsResync ? lanes : [.. lanes.Where(lane => lane.Stored?.ResyncId is null)];

    [JsonIgnore]
    internal IReadOnlyList<SagaLane> AllLanes => lanes;

    /// <summary>The resync that runs; null: none.</summary>
    [JsonIgnore]
    internal Guid? UnfinishedResync { get; private set; }

    /// <summary>The mirror is deleted, and takes the resync's lane along.</summary>
    [JsonIgnore]
    internal bool AbandonsResync { get; private set; }

    [JsonIgnore]
    internal Guid? AcceptedResync { get; private set; }

    [JsonIgnore]
    internal Guid? RefusedResync { get; private set; }

    /// <summary>To other state machines, through the outbox.</summary>
    [JsonIgnore]
    internal List<object> Messages { get; } = [];

    [JsonIgnore]
    internal IReadOnlyList<SagaLogEntry> LogEntries => entries;

    [JsonIgnore]
    internal MirrorStatus? NewStatus { get; private set; }

    [JsonIgnore]
    internal MirrorPhase? NewPhase { get; private set; }

    /// <summary>The mirror's error once the message is handled.</summary>
    [JsonIgnore]
    internal Fault? Error { get; private set; }

    /// <summary>Whether <see cref="Error"/> changed; null lanes' faults are not meant by it.</summary>
    [JsonIgnore]
    internal bool ErrorChanged { get; private set; }

    [JsonIgnore]
    internal bool IsRemoved { get; private set; }

    /// <summary>The schema sync that may begin now.</summary>
    [JsonIgnore]
    internal Guid? BegunSync { get; private set; }

    /// <summary>The schema sync that may not, in the mirror's state.</summary>
    [JsonIgnore]
    internal Guid? RefusedSync { get; private set; }

    [JsonIgnore]
    internal SagaLane? MainLane => Lanes.SingleOrDefault(lane => lane.Kind == LaneKind.Main && !lane.IsForgotten);

    /// <summary>The lane that receives tables which no lane writes yet; null: none was made in this message.</summary>
    [JsonIgnore]
    internal SagaLane? TakesUnowned { get; private set; }

    [JsonIgnore]
    internal bool AllStopped => Lanes.All(lane => lane.IsStopped);

    [JsonIgnore]
    internal bool AllClosed => Lanes.All(lane => lane.IsForgotten);

    /// <summary>The main lane streams and no other lane is left.</summary>
    [JsonIgnore]
    internal bool OnlyStreams => Lanes.Where(lane => !lane.IsForgotten).All(lane => lane.Streams);

    internal void Attach(MirrorRow? mirror, IEnumerable<SagaLane> loaded, Guid? unfinishedResync = null)
    {
        (Mirror, UnfinishedResync) = (mirror, unfinishedResync);
        lanes.AddRange(loaded);
        Error = mirror?.Error;
    }

    internal void Enter(MirrorStatus status, MirrorPhase phase)
    {
        NewStatus = status;
        NewPhase = phase;
        entries.Add(SagaLogEntry.Info($"The mirror is {WireName.Of(status)}."));
    }

    internal void Fail(Fault? fault)
    {
        Error = fault;
        ErrorChanged = true;
    }

    internal void BeginSync(Guid sync) => LastSync = BegunSync = sync;

    internal void RefuseSync(Guid sync) => RefusedSync = sync;

    /// <summary>Where nothing is left that would not fit, nothing of that kind is wrong any more.</summary>
    internal void TakeSync(bool isMended)
    {
        if (isMended && Error is { Code: FaultCode.SchemaMismatch })
        {
            Fail(null);
        }
    }

    /// <summary>A resync that comes twice begins nothing anew.</summary>
    internal void AcceptResync(Guid resync)
    {
        LastResync = AcceptedResync = resync;
        Messages.Add(new BeginResync(CorrelationId, resync));
    }

    internal void RefuseResync(Guid resync) => RefusedResync = resync;

    /// <summary>Brings back a mirror whose slot is lost: its main lane gets a new one, and once that streams the resync loads all tables after it.</summary>
    internal void Recover(Guid resync)
    {
        (LastResync, AcceptedResync, IsResyncWaiting, IsRecovering) = (resync, resync, true, true);
        foreach (var lane in Lanes)
        {
            // What a lane beside the main one was loading, the resync loads too.
            lane.Order(lane.Kind == LaneKind.Main ? LaneOrder.Reopen : LaneOrder.Close);
        }

        entries.Add(SagaLogEntry.Info("The main lane gets a new slot; then all tables are loaded again."));
    }

    /// <summary>A main lane that writes nothing must not look like one that runs.</summary>
    internal void TakeResync(bool isDone)
    {
        if (isDone)
        {
            IsRecovering = false;
        }
        else if (IsRecovering && Error is null)
        {
            Fail(new Fault(
                Contracts.Faults.FaultKind.Fatal, FaultCode.NotRecovered, "The resync that was to bring the mirror back did not come to its end.",
                $"See last_resync, then POST /v1/mirrors/{Mirror?.Name}/resync again."));
        }
    }

    internal void BeginWaitingResync()
    {
        if (IsResyncWaiting)
        {
            IsResyncWaiting = false;
            Messages.Add(new BeginResync(CorrelationId, LastResync!.Value));
        }
    }

    /// <summary>What stops the mirror ends its resync. One that still waited has made nothing, and its state machine ends it by itself.</summary>
    internal void EndResync()
    {
        BeginWaitingResync();
        if (UnfinishedResync is { } resync)
        {
            Messages.Add(new CancelResync(CorrelationId, resync, Error));
        }
    }

    internal void AbandonResync()
    {
        AbandonsResync = true;
        IsResyncWaiting = false;
        if (UnfinishedResync is { } resync)
        {
            Messages.Add(new AbandonResync(CorrelationId, resync));
        }
    }

    internal void OpenMainLane()
    {
        TakesUnowned = Add(LaneKind.Main);
        TakesUnowned.Order(LaneOrder.Open);
    }

    internal void OrderAll(LaneOrder order)
    {
        foreach (var lane in Lanes)
        {
            lane.Order(order);
        }
    }

    /// <summary>Every lane continues; tables that were added get a lane, which is the main lane while it still has everything to copy.</summary>
    internal void ResumeLanes()
    {
        foreach (var lane in Lanes)
        {
            lane.Resume();
        }

        if (Mirror!.UnownedTables > 0)
        {
            TakesUnowned = MainLane is { NewOrder: LaneOrder.Open } main ? main : Add(LaneKind.Temporary);
            TakesUnowned.HasTables = true;
            TakesUnowned.Order(LaneOrder.Open);
        }
    }

    /// <summary>Whether tables must be copied before the mirror only streams.</summary>
    [JsonIgnore]
    internal bool CopiesTables => Lanes.Any(lane => lane.Kind == LaneKind.Temporary || lane.NewOrder is LaneOrder.Open or LaneOrder.Finish);

    /// <summary>The lane's next step after a report; a report that answers an order which was replaced has none.</summary>
    internal void Advance(LaneReported report)
    {
        if (Find(report) is not { } lane)
        {
            return;
        }

        if (LaneCourse.Next(lane.Kind, report.Stage, lane.Kind == LaneKind.Temporary || Mirror!.Options.DoInitialSnapshot) is { } order)
        {
            lane.Order(order);
            NewPhase = order switch
            {
                LaneOrder.Prepare or LaneOrder.Copy => MirrorPhase.Snapshot,
                LaneOrder.Finish => MirrorPhase.Index,
                _ => NewPhase,
            };
        }

        lane.IsHandedOver |= report.Stage == LaneStage.Joined;
        if (report.Stage == LaneStage.Closed)
        {
            lane.Forget();
        }
    }

    /// <summary>The lane that a report is about, if the report answers its present order.</summary>
    internal SagaLane? Find(LaneReported report) =>
        Lanes.SingleOrDefault(lane => lane.Id.Value == report.LaneId && lane.Stored is { } stored
            && stored.OrderNo == report.OrderNo && stored.StageNo == report.OrderNo && stored.Stage == report.Stage);

    internal void Remove() => IsRemoved = true;

    private SagaLane Add(LaneKind kind)
    {
        var lane = new SagaLane(LaneId.New(), kind, stored: null, hasTables: true);
        lanes.Add(lane);
        return lane;
    }
}
