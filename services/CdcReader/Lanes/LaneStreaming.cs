using BunnyDb.CdcReader.Backlogs;
using BunnyDb.CdcReader.Slots;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Lanes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Streams a lane, one epoch after the other, until the order is replaced.</summary>
internal sealed class LaneStreaming(
    SnapshotHolder snapshots, EpochBeginning beginning, EpochStreaming epoch, IOptions<ReaderOptions> options, TimeProvider time, ILogger<LaneStreaming> logger)
{
    internal async Task StreamAsync(ILaneRun run, CancellationToken ct)
    {
        await snapshots.ReleaseAsync(run.Lane.Id);
        var (position, inVain) = (Lsn.None, 0);
        var mayReadPieces = true;

        // Of all epochs together, as is whether pieces were refused: a lane that begins anew again and again does not come nearer by that.
        var pace = new CatchupPace(options.Value.CatchupPatience, time);
        while (true)
        {
            var progress = await beginning.BeginAsync(run.Lane, ct);
            inVain = progress.Position > position ? 0 : inVain + 1;
            position = progress.Position;
            await Task.Delay(TimeSpan.FromMilliseconds(inVain == 0 ? 0 : Math.Min(100 << Math.Min(inVain, 6), 5000)), ct);
            try
            {
                await epoch.StreamAsync(run, progress, pace, mayReadPieces, ct);
            }
            catch (BacklogException e)
            {
                mayReadPieces = false;
                Log.StreamsBacklog(logger, run.Lane.Id, e.Message);
            }
            catch (LaneRestartException e)
            {
                Log.Restarting(logger, run.Lane.Id, progress.Epoch, e.Message);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedObject)
            {
                throw new FaultException(await beginning.MissingAsync(run.Lane, progress.SourceSystemId, ct), e);
            }
        }
    }
}
