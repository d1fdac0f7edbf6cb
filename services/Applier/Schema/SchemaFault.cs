using BunnyDb.Applier.Routes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres;

namespace BunnyDb.Applier.Schema;

/// <summary>Why a column of the source cannot be followed as its changes come.</summary>
internal static class SchemaFault
{
    internal const string CopyAnew = "Take the table out of the mirror and resume, then pause, add it again and resume: that copies it anew.";

    internal static Fault Of(TableRoute route, string column, string why) => new(
        FaultKind.Halt, FaultCode.SchemaMismatch,
        $"The destination table {route.Destination} has no column {Identifiers.Quote(column)}, which {route.Source} had at this change, and it cannot be added exactly: {why}.",
        "Run sync-schema, which shows with dry_run what it would do, then resume.",
        route.Destination.ToString(), Column: column);

    /// <summary>A sync does not help: what it would bring is what the source has now, and not what this change needs.</summary>
    internal static Fault Gone(TableRoute route, string column, string why) => new(
        FaultKind.Halt, FaultCode.SchemaMismatch,
        $"The destination table {route.Destination} has no column {Identifiers.Quote(column)}, which {route.Source} had at this change: {why}.",
        CopyAnew, route.Destination.ToString(), Column: column);

    internal static Fault Renamed(TableRoute route, string from, string to) => new(
        FaultKind.Halt, FaultCode.SchemaMismatch,
        $"The source has renamed column {Identifiers.Quote(from)} of {route.Source} to {Identifiers.Quote(to)}; the destination table {route.Destination} has it under its old name.",
        $"Run on the destination: alter table {Identifiers.Quote(route.Destination)} rename column {Identifiers.Quote(from)} to {Identifiers.Quote(to)}; then resume.",
        route.Destination.ToString(), Column: to);
}
