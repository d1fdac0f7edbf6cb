namespace BunnyDb.Contracts.Lanes;

/// <summary>What a lane is for.</summary>
public enum LaneKind
{
    /// <summary>The mirror's own lane: lives as long as the mirror.</summary>
    Main,

    /// <summary>Loads tables beside the main lane, then hands them over at a marker and closes.</summary>
    Temporary,
}
