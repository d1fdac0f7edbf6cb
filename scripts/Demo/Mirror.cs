using System.Text.Json.Nodes;

namespace BunnyDb.Demo;

/// <summary>The mirror as its object in the REST API shows it.</summary>
/// <param name="EtaSeconds">Of the copy that runs; null when none does, or before it can be told.</param>
internal sealed record Mirror(string Status, string Phase, string? Error, double? EtaSeconds, IReadOnlyList<MirrorTable> Tables)
{
    internal long RowsCopied => Tables.Sum(table => table.RowsCopied);

    internal long RowsTotal => Tables.Sum(table => table.RowsTotal);

    internal long Changes => Tables.Sum(table => table.Changes);

    /// <summary>Following, and every table with it.</summary>
    internal bool InStep => Status == "RUNNING" && Tables.All(table => table.Status == "SYNCED");

    internal static Mirror Read(JsonNode json) => new(
        (string)json["status"]!,
        (string)json["current_phase"]!,
        json["error"] is JsonObject error ? $"{error["code"]}: {error["message"]} {error["remedy"]}" : null,
        json["snapshot"] is JsonObject copy ? (double?)copy["eta_seconds"] : null,
        [.. json["tables"]!.AsArray().Select(table => MirrorTable.Read(table!))]);
}

/// <param name="Changes">Inserts, updates and deletes applied so far.</param>
internal sealed record MirrorTable(string Name, string Status, long RowsCopied, long RowsTotal, long Changes)
{
    internal static MirrorTable Read(JsonNode json) => new(
        (string)json["source_table"]!,
        (string)json["status"]!,
        Count(json, "rows_copied"),
        Count(json, "rows_total"),
        Count(json, "rows_inserted") + Count(json, "rows_updated") + Count(json, "rows_deleted"));

    private static long Count(JsonNode json, string name) => (long?)json[name] ?? 0;
}
