namespace BunnyDb.Postgres.Replication;

/// <summary>
/// The output plugin's messages that have arrived, one after the other, without a copy: <c>while (messages.TryPeek(out var message)) { …; messages.Advance(); }</c>.
/// Whoever has no room for a message leaves it and goes on with it later.
/// </summary>
public interface IWalMessages
{
    /// <summary>The next message; false: what has arrived is at its end. Valid until the next read.</summary>
    bool TryPeek(out ReadOnlySpan<byte> message);

    /// <summary>The message that was peeked at is taken.</summary>
    void Advance();
}
