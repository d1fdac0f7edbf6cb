using BunnyDb.Contracts.Faults;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Watches whether a lane that has to catch up comes nearer to the source at all. Writers who are faster than it must not make it try for ever.</summary>
/// <param name="patience">How long the lane may go without having come a twentieth nearer than ever before.</param>
internal sealed class CatchupPace(TimeSpan patience, TimeProvider time)
{
    private long nearest = long.MaxValue;
    private long nearestAt;

    /// <exception cref="FaultException"><see cref="FaultCode.CatchupTooSlow"/>.</exception>
    internal void Note(long lagBytes)
    {
        if (nearest == long.MaxValue || lagBytes < nearest - (nearest / 20))
        {
            (nearest, nearestAt) = (lagBytes, time.GetTimestamp());
        }
        else if (time.GetElapsedTime(nearestAt) >= patience)
        {
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.CatchupTooSlow,
                $"The copied tables do not catch up: for {patience.TotalSeconds:0} seconds they have been {lagBytes / 1048576} MB or more of the source's log behind.",
                "Try again when less is written on the source, or give the destination more power. The live tables are as they were."));
        }
    }
}
