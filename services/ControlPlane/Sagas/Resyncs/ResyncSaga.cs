using System.Text.Json.Serialization;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using MassTransit;
using Fault = BunnyDb.Contracts.Faults.Fault;

namespace BunnyDb.ControlPlane.Sagas.Resyncs;

/// <summary>
/// One resync. As with <see cref="MirrorSaga"/>, only the public properties are its own: its row and its lane are loaded with it, locked, and what was
/// decided is written with it, in one transaction.
/// </summary>
public sealed class ResyncSaga : SagaStateMachineInstance
{
    private readonly List<SagaLogEntry> entries = [];

    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    /// <summary>Null: the row is gone with its mirror, or the resync has ended.</summary>
    [JsonIgnore]
    internal LockedResync? Resync { get; private set; }

    [JsonIgnore]
    internal SagaLane? Lane { get; private set; }

    [JsonIgnore]
    internal MirrorPhase? NewPhase { get; private set; }

    /// <summary>How it ends, as soon as that is known; the lane may still have to close.</summary>
    [JsonIgnore]
    internal ResyncStatus? NewStatus { get; private set; }

    [JsonIgnore]
    internal Fault? NewFault { get; private set; }

    [JsonIgnore]
    internal bool IsTakenOver { get; private set; }

    [JsonIgnore]
    internal bool HasEnded { get; private set; }

    [JsonIgnore]
    internal IReadOnlyList<SagaLogEntry> LogEntries => entries;

    internal void Attach(LockedResync? resync, SagaLane? lane) => (Resync, Lane) = (resync, lane);

    /// <summary>The report answers the lane's present order.</summary>
    internal bool Answers(ResyncLaneReported report) => Lane is { Stored: { } stored } lane && lane.Id.Value == report.LaneId
        && stored.OrderNo == report.OrderNo && stored.StageNo == report.OrderNo && stored.Stage == report.Stage;

    internal void OpenLane()
    {
        Lane = new SagaLane(LaneId.New(), LaneKind.Temporary, stored: null, hasTables: true);
        Lane.Order(LaneOrder.Open);
        entries.Add(SagaLogEntry.Info($"A resync of {Resync?.Subject} begins ({WireName.Of(Resync?.Strategy ?? default).ToLowerInvariant()})."));
    }

    internal void Order(LaneOrder order) => Lane?.Order(order);

    internal void SwapOrWait()
    {
        if (Lane?.Stored is { Order: LaneOrder.Join })
        {
            return;
        }

        if (Resync is { MaySwap: true })
        {
            Order(LaneOrder.Join);
        }
        else
        {
            entries.Add(SagaLogEntry.Info("The resync is ready to swap and waits for the operator's cutover."));
        }
    }

    internal void TakeOver() => IsTakenOver = true;

    /// <summary>Somebody ended it before it began: there is no lane to close.</summary>
    internal void EndUnbegun()
    {
        if (Resync is not null)
        {
            HasEnded = true;
            NewStatus = ResyncStatus.Cancelled;
        }
    }

    internal void Enter(MirrorPhase phase) => NewPhase = phase;

    internal void Fail(Fault? fault)
    {
        NewStatus = ResyncStatus.Failed;
        NewFault = fault;
    }

    internal void Cancel(Fault? fault)
    {
        NewStatus = fault is null ? ResyncStatus.Cancelled : ResyncStatus.Failed;
        NewFault = fault;
    }

    /// <summary>A swap that was done is done, whoever wanted to stop it too late.</summary>
    internal void End()
    {
        HasEnded = true;
        var status = Resync is { IsSwapped: true } or { Status: ResyncStatus.Running } ? ResyncStatus.Succeeded : Resync?.Status;
        NewStatus = status;
        entries.Add(status switch
        {
            ResyncStatus.Succeeded => SagaLogEntry.Info($"The resync of {Resync?.Subject} is done."),
            ResyncStatus.Cancelled => SagaLogEntry.Info($"The resync of {Resync?.Subject} was cancelled; {WhatStays}"),
            _ => new SagaLogEntry("error", $"The resync of {Resync?.Subject} failed: {Resync?.Fault?.Message} {WhatStays}"),
        });
    }

    private string WhatStays => Resync?.Strategy == ResyncStrategy.Swap
        ? "the tables are as they were, and changes go on."
        : "a table that it had emptied is not whole, and needs a resync.";
}
