using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using MassTransit;
using static BunnyDb.ControlPlane.Sagas.MirrorConditions;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>
/// A mirror's life as a table of transitions. Lanes advance one by one (<see cref="LaneCourse"/>); the mirror's state says what that means as a whole.
/// The names of the states are the contract's. Verbs are in <see cref="MirrorVerbs"/>.
/// </summary>
public sealed class MirrorStateMachine : MassTransitStateMachine<MirrorSaga>
{
    public MirrorStateMachine()
    {
        InstanceState(mirror => mirror.CurrentState);
        Event(() => Create, e => e.CorrelateById(message => message.Message.MirrorId));
        Event(() => Pause, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Resume, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Delete, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Sync, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Synced, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Resync, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Resynced, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Reported, e => e.CorrelateById(message => message.Message.MirrorId).OnMissingInstance(missing => missing.Discard()));

        Initially(
            When(Create).OpenMainLane().Become(SettingUp));

        During(SettingUp,
            When(Reported, Is(LaneStage.Opened)).Advance().Become(Snapshot));

        During(Snapshot,
            When(Reported, IsProgress).Advance().If(OnlyStreams, then => then.Become(Running)));

        During([Running, SyncingSchema],
            When(Reported, IsProgress).Advance());

        // The lanes do meanwhile what they did: they say where the mirror comes back to.
        During([Running, Paused],
            When(Sync, IsNew).BeginSync().Become(SyncingSchema));

        During(SyncingSchema,
            When(Synced, IsCurrent).TakeSync().IfElse(AllStopped, then => then.Become(Paused), otherwise => otherwise.Become(Running)));

        // The main lane does meanwhile what it did; the resync has a state machine of its own.
        During(Running,
            When(Resync, IsNew).AcceptResync().Become(Resyncing));

        During([Paused, Failed],
            When(Resync, Recovers).ClearFault().Recover().Become(Resyncing),
            When(Resync, DoesNotRecover).RefuseResync());

        During(Failed,
            When(Resynced, HasRecovered).TakeResync().Become(Paused));

        During(Resyncing,
            When(Resync, IsNew).RefuseResync(),
            When(Reported, IsProgress).Advance().If(OnlyStreams, then => then.BeginWaitingResync()),
            When(Resynced, IsCurrent).TakeResync()
                .IfElse(IsWhole, then => then.Become(Running), otherwise => otherwise.OrderAll(LaneOrder.Stop).Become(Failed)),
            When(Reported, IsMendable).TakeFault().OrderAll(LaneOrder.Stop).EndResync().Become(Pausing),
            When(Reported, IsFatal).TakeFault().OrderAll(LaneOrder.Stop).EndResync().Become(Failed),
            Ignore(Pause),
            Ignore(Resume));

        During([SettingUp, Snapshot, SyncingSchema, Pausing, Terminating],
            When(Resync).RefuseResync());

        During([SettingUp, Snapshot, Running, SyncingSchema],
            When(Pause).OrderAll(LaneOrder.Stop).Become(Pausing),
            When(Reported, IsMendable).TakeFault().OrderAll(LaneOrder.Stop).Become(Pausing),
            When(Reported, IsFatal).TakeFault().OrderAll(LaneOrder.Stop).Become(Failed),
            Ignore(Create),
            Ignore(Resume));

        During(Pausing,
            When(Reported, Is(LaneStage.Stopped)).If(AllStopped, then => then.Become(Paused)),
            Ignore(Pause));

        During([Running, Pausing, Paused],
            When(Synced, IsCurrent).TakeSync());

        During([SettingUp, Snapshot, Resyncing, Pausing, SyncingSchema, Failed, Terminating],
            When(Sync).RefuseSync());

        During([Pausing, Paused],
            When(Resume).ClearFault().ResumeLanes().IfElse(CopiesTables, then => then.Become(Snapshot), otherwise => otherwise.Become(Running)));

        During([Paused, Failed],
            Ignore(Pause));

        During(Failed,
            Ignore(Resume));

        During([SettingUp, Snapshot, Running, Resyncing, SyncingSchema, Pausing, Paused, Failed],
            When(Delete).ClearFault().AbandonResync().OrderAll(LaneOrder.Close).Become(Terminating));

        During(Terminating,
            When(Reported, Is(LaneStage.Closed)).Advance().If(AllClosed, then => then.Remove().Finalize()),
            Ignore(Pause),
            Ignore(Resume),
            Ignore(Delete));

        // What is left over: a report that answers an order which was replaced meanwhile.
        OnUnhandledEvent(unhandled => unhandled.Ignore());
        SetCompletedWhenFinalized();
    }

    public State SettingUp { get; private set; } = null!;

    public State Snapshot { get; private set; } = null!;

    public State Running { get; private set; } = null!;

    public State Resyncing { get; private set; } = null!;

    public State SyncingSchema { get; private set; } = null!;

    public State Pausing { get; private set; } = null!;

    public State Paused { get; private set; } = null!;

    public State Failed { get; private set; } = null!;

    public State Terminating { get; private set; } = null!;

    public Event<CreateMirror> Create { get; private set; } = null!;

    public Event<PauseMirror> Pause { get; private set; } = null!;

    public Event<ResumeMirror> Resume { get; private set; } = null!;

    public Event<DeleteMirror> Delete { get; private set; } = null!;

    public Event<SyncSchema> Sync { get; private set; } = null!;

    public Event<SchemaSynced> Synced { get; private set; } = null!;

    public Event<StartResync> Resync { get; private set; } = null!;

    public Event<ResyncEnded> Resynced { get; private set; } = null!;

    public Event<LaneReported> Reported { get; private set; } = null!;
}
