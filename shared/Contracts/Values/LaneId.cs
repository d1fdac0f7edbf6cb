namespace BunnyDb.Contracts.Values;

/// <summary>Names one lane for ever: a mirror that is deleted and created again gets new lanes. <c>default</c> names nothing.</summary>
public readonly record struct LaneId(Guid Value)
{
    public static LaneId New() => new(Guid.CreateVersion7());

    /// <summary>Eight hexadecimal digits that end a temporary lane's slot name.</summary>
    public string Suffix => Value.ToString("N")[^8..];

    public override string ToString() => Value.ToString("D");
}
