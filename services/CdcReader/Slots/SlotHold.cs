namespace BunnyDb.CdcReader.Slots;

/// <summary>What one slot holds back of the source's log, from look to look: when that is worth a warning, and when the mirror's limit gives the slot up.</summary>
internal sealed class SlotHold
{
    private const long WorthAWarning = 1L << 30;

    private long warnsAt;

    /// <param name="limit"><c>max_slot_lag_bytes</c>; 0: warn only.</param>
    internal SlotVerdict Judge(long heldBytes, long limit)
    {
        if (limit > 0 && heldBytes > limit)
        {
            return SlotVerdict.GiveUp;
        }

        var first = limit > 0 ? limit / 2 : WorthAWarning;
        if (heldBytes < first)
        {
            warnsAt = first;
        }

        if (heldBytes < Math.Max(warnsAt, first))
        {
            return SlotVerdict.Keep;
        }

        warnsAt = heldBytes * 2;
        return SlotVerdict.Warn;
    }
}

/// <summary>What is to be done about a slot.</summary>
internal enum SlotVerdict
{
    /// <summary>Nothing.</summary>
    Keep,

    /// <summary>Tell the operators: it holds twice of what they were told last.</summary>
    Warn,

    /// <summary>Drop it: the mirror's operators have set this limit so that the source's disk does not fill.</summary>
    GiveUp,
}
