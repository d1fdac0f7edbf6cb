using BunnyDb.Contracts.Faults;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Watches whether a lane that has to catch up comes nearer to the source at all. Writers who are faster than it must not make it try for ever.</summary>
internal sealed class CatchupPace(TimeProvider time)
{
    /// <summary>How long the lane may go without having come a twentieth nearer than ever before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private long nearest = long.MaxValue;
    private long nearestAt;

    /// <exception cref="FaultException"><see cref="FaultCode.CatchupTooSlow"/>.</exception>
    internal void Note(long lagBytes)
    {
        if (nearest == long.MaxValue || lagBytes < nearest - (nearest / 20))
        {
            (nearest, nearestAt) = (lagBytes, time.GetTimestamp());
        }
        else if (time.GetElapsedTime(nearestAt) >= Patience)
        {
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.CatchupTooSlow,
                $"The copied tables do not catch up: for {Patience.TotalMinutes} minutes they have been {lagBytes / 1048576} MB or more of the source's log behind.",
                "Try again when less is written on the source, or give the destination more power. The live tables are as they were."));
        }
    }
}
