using BunnyDb.Applier.Routes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres;

namespace BunnyDb.Applier.Schema;

/// <summary>Why a column of the source cannot be followed as its changes come.</summary>
internal static class SchemaFault
{
    internal static Fault Of(TableRoute route, string column, string why) => new(
        FaultKind.Halt, FaultCode.SchemaMismatch,
        $"The destination table {route.Destination} has no column {Identifiers.Quote(column)}, which {route.Source} had at this change, and it cannot be added exactly: {why}.",
        "Run sync-schema, which shows with dry_run what it would do, then resume; or add the column on the destination by hand, then resume.",
        route.Destination.ToString(), Column: column);

    internal static Fault Renamed(TableRoute route, string from, string to) => new(
        FaultKind.Halt, FaultCode.SchemaMismatch,
        $"The source has renamed column {Identifiers.Quote(from)} of {route.Source} to {Identifiers.Quote(to)}; the destination table {route.Destination} has it under its old name.",
        $"Run on the destination: alter table {Identifiers.Quote(route.Destination)} rename column {Identifiers.Quote(from)} to {Identifiers.Quote(to)}; then resume.",
        route.Destination.ToString(), Column: to);
}
