using BunnyDb.Contracts.Faults;

namespace BunnyDb.Postgres.Replication;

/// <summary>A publication that somebody dropped takes the changes since then with it: one made anew does not exist for the WAL before it.</summary>
public static class PublicationFault
{
    public static Fault Of(string publication) => new(
        FaultKind.Fatal, FaultCode.PublicationMissing, $"The publication {publication} does not exist on the source, or is younger than the slot: somebody dropped it.",
        "Changes since then cannot be read. A resync of the whole mirror (POST resync) makes a new one and copies its tables anew.");
}
