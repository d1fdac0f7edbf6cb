using BunnyDb.Contracts.Faults;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>A publication that somebody dropped takes the changes since then with it: one made anew does not exist for the WAL before it.</summary>
internal static class PublicationFault
{
    internal static Fault Of(string publication) => new(
        FaultKind.Fatal, FaultCode.PublicationMissing, $"The publication {publication} does not exist on the source, or is younger than the slot: somebody dropped it.",
        "Changes since then cannot be read. Delete the mirror and create it again, so that its tables are copied anew.");
}
