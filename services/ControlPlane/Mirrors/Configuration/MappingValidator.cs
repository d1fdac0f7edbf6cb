using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Configuration;

/// <summary>From the list of a request to mappings under new ids, or to every reason why not. Pure: what only the databases know is the preflight's.</summary>
internal static class MappingValidator
{
    private const string List = "table_mappings";
    private const int TablesMax = 10_000;

    /// <summary>The mappings in the list's order; unusable when anything was added to <paramref name="errors"/>.</summary>
    internal static IReadOnlyList<TableMapping> Validate(IReadOnlyList<TableMappingRequest?>? requests, FieldErrors errors)
    {
        if (!errors.Require(requests is { Count: > 0 and <= TablesMax }, List, $"'{List}' is required: 1 to {TablesMax} mappings."))
        {
            return [];
        }

        var mappings = new List<TableMapping>();
        var sources = new Dictionary<QualifiedTable, int>();
        var destinations = new Dictionary<QualifiedTable, (int Index, QualifiedTable Source)>();
        for (var index = 0; index < requests!.Count; index++)
        {
            var path = Path(index);
            if (requests[index] is not { } request)
            {
                errors.Add(path, $"'{path}' must be a mapping.");
            }
            else if (ReadTables(request, path, errors) is var (source, destination))
            {
                if (!sources.TryAdd(source, index))
                {
                    errors.Add($"{path}.source_table", $"{source} is mapped twice: here and in {Path(sources[source])}.");
                }
                else if (!destinations.TryAdd(destination, (index, source)))
                {
                    errors.Add(
                        $"{path}.destination_table",
                        $"Two source tables go into {destination}: {source} here, and {destinations[destination].Source} in {Path(destinations[destination].Index)}.");
                }

                mappings.Add(new TableMapping(Guid.CreateVersion7(), source, destination, request.PartitionKey, ReadExcluded(request, path, errors)));
            }
        }

        return mappings;
    }

    internal static string Path(int index) => $"{List}[{index}]";

    private static (QualifiedTable Source, QualifiedTable Destination)? ReadTables(TableMappingRequest request, string path, FieldErrors errors)
    {
        var hasSource = TableNames.TryRead(request.SourceSchema, request.SourceTable, out var source);
        var hasDestination = TableNames.TryRead(request.DestinationSchema, request.DestinationTable, out var destination);
        errors.Require(hasSource, $"{path}.source_table", Sentence($"{path}.source_table"));
        errors.Require(hasDestination, $"{path}.destination_table", Sentence($"{path}.destination_table"));
        errors.Require(request.PartitionKey is null || request.PartitionKey.Length > 0, $"{path}.partition_key", $"'{path}.partition_key' must name a column, or be left out.");
        return hasSource && hasDestination ? (source, destination) : null;
    }

    private static string Sentence(string field) =>
        $"'{field}' must be a table of the form schema.table (quote a part that holds a dot or a quote, as in SQL).";

    private static IReadOnlyList<string> ReadExcluded(TableMappingRequest request, string path, FieldErrors errors)
    {
        var excluded = request.ExcludeColumns ?? [];
        path = $"{path}.exclude_columns";
        errors.Require(excluded.All(column => !string.IsNullOrEmpty(column)), path, $"'{path}' must hold names of columns.");
        errors.Require(excluded.Distinct().Count() == excluded.Count, path, $"'{path}' names a column twice.");
        errors.Require(
            request.PartitionKey is null || !excluded.Contains(request.PartitionKey), path, $"'{path}' excludes the partition_key '{request.PartitionKey}'.");
        return [.. excluded.OfType<string>()];
    }
}
