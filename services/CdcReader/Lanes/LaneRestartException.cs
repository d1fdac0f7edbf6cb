namespace BunnyDb.CdcReader.Lanes;

/// <summary>The lane shall begin its next epoch, from its slot: nothing is wrong that an operator should see.</summary>
internal sealed class LaneRestartException(string reason) : Exception(reason);
