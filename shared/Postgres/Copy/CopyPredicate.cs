namespace BunnyDb.Postgres.Copy;

/// <summary>The conditions that cut a relation into chunks. Ranges are half-open: a row is in one of two neighbours, never in both.</summary>
public static class CopyPredicate
{
    /// <summary>The pages from <paramref name="from"/> up to but not including <paramref name="to"/>; null is an open end. Both null: everything.</summary>
    public static string? Pages(long? from, long? to) =>
        Join(from is { } f ? $"ctid >= '({f},0)'::tid" : null, to is { } t ? $"ctid < '({t},0)'::tid" : null);

    /// <summary>The keys in a range; null is an open end. <paramref name="from"/> and <paramref name="to"/> are the key type's own text.</summary>
    public static string? Keys(PartitionKey key, string? from, string? to) =>
        Join(from is null ? null : $"{Column(key)} >= {Value(key, from)}", to is null ? null : $"{Column(key)} < {Value(key, to)}");

    public static string KeyIsNull(PartitionKey key) => $"{Column(key)} is null";

    private static string? Join(string? lower, string? upper) =>
        lower is null ? upper : upper is null ? lower : $"{lower} and {upper}";

    private static string Column(PartitionKey key) => Identifiers.Quote(key.Column);

    private static string Value(PartitionKey key, string text) => $"{Identifiers.Literal(text)}::{key.TypeName}";
}
