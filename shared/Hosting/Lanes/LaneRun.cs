using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Postgres.Faults;
using Microsoft.Extensions.Logging;

namespace BunnyDb.Hosting.Lanes;

/// <summary>A role at work on one order of one lane: calls it, retries transient faults with back-off, halts the lane at the others.</summary>
internal sealed class LaneRun : ILaneRun, IDisposable
{
    private static readonly TimeSpan ShowAgain = TimeSpan.FromSeconds(5);

    private readonly ILaneRole role;
    private readonly LaneStore lanes;
    private readonly MirrorLog log;
    private readonly ILaneNotifier notifier;
    private readonly LaneNudges nudges;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stop = new();
    private Task work = Task.CompletedTask;
    private Fault? shown;
    private int attempts;
    private long shownAt;

    private LaneRun(
        Lane lane, ILaneRole role, LaneStore lanes, MirrorLog log, ILaneNotifier notifier, LaneNudges nudges, TimeProvider time, ILogger logger)
    {
        Lane = lane;
        (this.role, this.lanes, this.log, this.notifier, this.nudges, this.time, this.logger) = (role, lanes, log, notifier, nudges, time, logger);
    }

    public Lane Lane { get; }

    internal static LaneRun Start(
        Lane lane, ILaneRole role, LaneStore lanes, MirrorLog log, ILaneNotifier notifier, LaneNudges nudges, TimeProvider time, ILogger logger)
    {
        var run = new LaneRun(lane, role, lanes, log, notifier, nudges, time, logger);
        run.work = Task.Run(run.WorkAsync);
        return run;
    }

    /// <summary>Stopping and closing are tried until they are done: there is nothing to stop them for.</summary>
    private bool MayHalt => Lane.Order is not (LaneOrder.Stop or LaneOrder.Close);

    internal bool IsFor(Lane lane) => lane.OrderNo == Lane.OrderNo && lane.Generation == Lane.Generation;

    internal async Task StopAsync()
    {
        await stop.CancelAsync();
        await work;
    }

    /// <summary>Nothing of the run is going on any more.</summary>
    internal bool HasEnded => work.IsCompleted;

    public void Dispose() => stop.Dispose();

    public async Task ReportAsync(LaneStage stage, CancellationToken ct)
    {
        if (await lanes.ReportAsync(Lane, stage, ct))
        {
            shown = null;
            await notifier.NotifyAsync(Lane.Report(stage), ct);
        }
    }

    public async Task ShowWaitAsync(Fault wait, CancellationToken ct)
    {
        var known = shown;
        var isSame = known is not null && known.Code == wait.Code && known.Message == wait.Message;
        if (isSame && time.GetElapsedTime(shownAt) < ShowAgain)
        {
            return;
        }

        // Shown again from time to time: another role may have shown and taken back its own meanwhile.
        shown = known is not null && known.Code == wait.Code ? wait with { Since = known.Since } : wait;
        shownAt = time.GetTimestamp();
        var isShown = await lanes.ShowTransientAsync(Lane, shown, ct);
        if (isSame || !isShown)
        {
            return;
        }

        await log.WarningAsync(Lane.MirrorId, wait.Message, new { role = role.Duty.Name, order = Lane.Order.ToString(), wait.Code }, ct);
    }

    public async ValueTask WorksAsync(CancellationToken ct)
    {
        attempts = 0;
        if (shown is { } old)
        {
            try
            {
                await lanes.ClearTransientAsync(Lane, old, ct);
                await log.InfoAsync(Lane.MirrorId, $"The {role.Duty.Name} works again.", new { after = old.Code }, ct);
                shown = null;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // What works goes on without the catalog; the next call takes the fault back.
                Log.CatalogUnavailable(logger, role.Duty.Name, e.Message);
            }
        }
    }

    private async Task WorkAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await role.CarryOutAsync(this, stop.Token);
                return;
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // Whatever a cancelled order throws is of no interest: the next order decides.
                return;
            }
            catch (Exception e)
            {
                var fault = Classify(e);
                if (fault.Kind == FaultKind.Transient)
                {
                    Log.OrderTriedAgain(logger, role.Duty.Name, Lane.Order, Lane.Id, Lane.Mirror, fault.Code, (e.InnerException ?? e).GetType().Name, fault.Message);
                }
                else
                {
                    Log.OrderFailed(logger, role.Duty.Name, Lane.Order, Lane.Id, Lane.Mirror, fault.Code, fault.Message, FaultPolicy.Loggable(e));
                    if (MayHalt && await TryHaltAsync(fault))
                    {
                        return;
                    }
                }

                await TryShowAsync(fault);
                await BackOffAsync();
            }
        }
    }

    /// <summary>What breaks between reader and applier is mended by beginning again; the rest is PostgreSQL's and classified there.</summary>
    private static Fault Classify(Exception exception) => exception is ChangeStreamException broken
        ? broken.Fault ?? new Fault(
            FaultKind.Transient, FaultCode.BrokerUnavailable, exception.Message,
            "Nothing to do if RabbitMQ comes back: BunnyDb goes on trying, and no change is lost. Otherwise look at RabbitMQ.")
        : FaultPolicy.Classify(exception);

    /// <summary>False: the catalog is away; the role runs again and meets the fault again.</summary>
    private async Task<bool> TryHaltAsync(Fault fault)
    {
        try
        {
            if (await lanes.ReportHaltedAsync(Lane, fault, stop.Token))
            {
                await log.ErrorAsync(Lane.MirrorId, fault.Message, new { role = role.Duty.Name, fault.Code, fault.Table, fault.Column, fault.Lsn, fault.SqlState, fault.Constraint, fault.Remedy }, stop.Token);
                await notifier.NotifyAsync(Lane.Report(LaneStage.Halted), stop.Token);
            }

            return true;
        }
        catch (Exception e)
        {
            Log.CatalogUnavailable(logger, role.Duty.Name, e.Message);
            return false;
        }
    }

    private async Task TryShowAsync(Fault fault)
    {
        try
        {
            await ShowWaitAsync(fault, stop.Token);
        }
        catch (Exception e)
        {
            Log.CatalogUnavailable(logger, role.Duty.Name, e.Message);
        }
    }

    /// <summary>0.2 s, doubling to 5 s, with a fifth of jitter; ended early by a stop or by an operator's retry.</summary>
    private async Task BackOffAsync()
    {
        var seconds = Math.Min(0.2 * Math.Pow(2, Math.Min(attempts++, 10)), 5) * (0.9 + (Random.Shared.NextDouble() / 5));
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(seconds);
        var retryNo = nudges.RetryNo;
        while (time.GetUtcNow() < until && retryNo == nudges.RetryNo)
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
