using BunnyDb.Contracts.SchemaSyncs;
using BunnyDb.Postgres;
using BunnyDb.Postgres.SchemaChanges;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>What makes a destination table's columns those of its source: what widens comes at once, what tightens once the changes under way have passed. Pure.</summary>
internal sealed class ColumnSteps(SyncedTable table)
{
    private const string WaitsFor = "changes that are still under way may not fit it";
    private const string CatchUp = "Resume the mirror if it is paused, let it catch up, then sync again.";

    private readonly string name = table.Mapping.Destination.ToString();
    private readonly string quoted = Identifiers.Quote(table.Mapping.Destination);

    internal IEnumerable<PlannedStep> Plan() =>
        table.Carried.SelectMany(column => table.OnDestination(column.Name) is { } own ? Changed(column, own) : [Added(column)])
            .Concat(Dropped()).Concat(Moved());

    private IEnumerable<PlannedStep> Moved() => table.Moved is { } column
        ? [PlannedStep.CopyAnew(table.Mapping, $"column {Identifiers.Quote(column)} is another on the source than the one that was copied, or its values were converted there")]
        : [];

    private PlannedStep Added(SourceColumn column)
    {
        var plain = $"alter table {quoted} add column {Identifiers.Quote(column.Name)} {column.Declaration}";
        if (table.LackingTypes.Contains(column.Declaration))
        {
            return Refused(SchemaStepKind.AddColumn, plain, $"the destination has no type {column.Declaration}", "Create the type on the destination, then sync again.");
        }

        if (column.IsGenerated)
        {
            return Planned(SchemaStepKind.AddColumn, $"{plain} generated always as ({table.Source.Column(column.Name)!.Default}) stored");
        }

        return ColumnArrival.Of(table.Known, table.SourceColumns, column, isListed: table.Mapping.ExcludeColumns.Count > 0) switch
        {
            // Rows that are older than the column and still under way must get the value of that time: the default of today comes when they have passed.
            ColumnArrival.Exact(var value) => Planned(SchemaStepKind.AddColumn, string.Join("; ", ColumnDdl.Add(table.Mapping.Destination, column, value).Take(table.HasPassed ? 2 : 1))),
            ColumnArrival.Renamed(var from) => Refused(
                SchemaStepKind.RenameColumn, Rename(from, column.Name), $"the source has renamed column {Identifiers.Quote(from)}; changes that are still under way may use either name",
                $"Resume until the mirror stops at the new name or has caught up, then run on the destination: {Rename(from, column.Name)}; and resume."),
            ColumnArrival.Unknown(var why) =>
                Step(SchemaStepKind.AddColumn, plain, SchemaStepStatus.Planned, $"Rows that are there do not get the source's values: {why}.", "Resync the table.") with { NeedsResync = true },
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no arrival that the planner knows."),
        };
    }

    private IEnumerable<PlannedStep> Changed(SourceColumn column, SourceColumn own)
    {
        if (column.IsGenerated || own.IsGenerated)
        {
            yield break;
        }

        if (column.Declaration != own.Declaration && !TypeWidening.Holds(column.Type, own.Type))
        {
            yield return Retyped(column, own);
        }

        if (!column.IsIdentity && !own.IsIdentity && column.HasPlainDefault && own.HasPlainDefault && column.Default != own.Default)
        {
            yield return Defaulted(column);
        }

        if (column.IsNotNull != own.IsNotNull)
        {
            yield return column.IsNotNull ? Tightened(column) : Loosened(own);
        }
    }

    private PlannedStep Retyped(SourceColumn column, SourceColumn own)
    {
        var statement = $"{Alter(column.Name)} type {column.Declaration}{(column.Collation is null ? "" : $" collate {column.Collation}")}";
        if (!TypeWidening.Holds(own.Type, column.Type))
        {
            return Refused(
                SchemaStepKind.AlterType, statement, $"a value of {own.Declaration} may change or be refused as {column.Declaration}",
                $"Make sure that every value fits and run on the destination: {statement}; or copy the table anew: pause, take it out of the mirror and resume, drop it on the destination, then pause, add it and resume.");
        }

        var inTheWay = table.On(own).Where(dependent => !dependent.FollowsType).ToList();
        return inTheWay.Count == 0
            ? Planned(SchemaStepKind.AlterType, statement)
            : Depended(SchemaStepKind.AlterType, statement, inTheWay);
    }

    private PlannedStep Defaulted(SourceColumn column)
    {
        var (kind, statement) = column.Default is { } expression
            ? (SchemaStepKind.SetDefault, ColumnDdl.SetDefault(table.Mapping.Destination, column.Name, expression))
            : (SchemaStepKind.DropDefault, ColumnDdl.DropDefault(table.Mapping.Destination, column.Name));
        return table.HasPassed ? Planned(kind, statement) : Later(kind, statement);
    }

    private PlannedStep Tightened(SourceColumn column)
    {
        var statement = $"{Alter(column.Name)} set not null";
        return (table.WithNulls.Contains(column.Name), table.HasPassed) switch
        {
            (true, true) => Refused(
                SchemaStepKind.SetNotNull, statement, "rows on the destination have no value in it", "Give them the source's values, or copy the table anew, then sync again."),
            (_, false) => Later(SchemaStepKind.SetNotNull, statement),
            (false, true) => Planned(SchemaStepKind.SetNotNull, statement),
        };
    }

    private PlannedStep Loosened(SourceColumn own)
    {
        var statement = $"{Alter(own.Name)} drop not null";
        var keys = table.Destination.PrimaryKey is { } primary && primary.Columns.Contains(own.Number)
            ? table.On(own).Where(dependent => dependent.IsKey).ToList()
            : [];
        return keys.Count == 0 ? Planned(SchemaStepKind.DropNotNull, statement) : Depended(SchemaStepKind.DropNotNull, statement, keys);
    }

    /// <summary>Only columns that came from the source, by the record, and are gone there. What the destination's people added stays.</summary>
    private IEnumerable<PlannedStep> Dropped()
    {
        var live = table.SourceColumns.Columns.Select(column => column.Number).ToHashSet();
        var names = table.SourceColumns.Columns.Select(column => column.Name).ToHashSet();
        foreach (var gone in (table.Known?.Columns ?? new Dictionary<int, string>()).Where(column => !live.Contains(column.Key) && !names.Contains(column.Value)))
        {
            if (table.OnDestination(gone.Value) is { } own)
            {
                var statement = $"alter table {quoted} drop column {Identifiers.Quote(own.Name)}";
                var inTheWay = table.On(own).Where(dependent => dependent.IsKey || !dependent.FollowsType || !dependent.ReadsNothingElse).ToList();
                var along = string.Join(", ", table.On(own).Select(dependent => dependent.Description));
                yield return inTheWay.Count > 0
                    ? Depended(SchemaStepKind.DropColumn, statement, inTheWay)
                    : Planned(SchemaStepKind.DropColumn, statement, along.Length == 0 ? null : $"Goes with it: {along}.");
            }
        }
    }

    private string Alter(string column) => $"alter table {quoted} alter column {Identifiers.Quote(column)}";

    private string Rename(string from, string to) => $"alter table {quoted} rename column {Identifiers.Quote(from)} to {Identifiers.Quote(to)}";

    private PlannedStep Depended(SchemaStepKind kind, string statement, IEnumerable<ColumnDependent> dependents)
    {
        var names = string.Join(", ", dependents.Select(dependent => dependent.Description));
        return Refused(kind, statement, $"on the destination this depends on the column: {names}", $"Drop or change {names} there, run the statement, and make it anew; or drop it and sync again.");
    }

    private PlannedStep Planned(SchemaStepKind kind, string statement, string? reason = null) => Step(kind, statement, SchemaStepStatus.Planned, reason, null);

    private PlannedStep Later(SchemaStepKind kind, string statement) => Step(kind, statement, SchemaStepStatus.Later, WaitsFor, CatchUp);

    private PlannedStep Refused(SchemaStepKind kind, string statement, string why, string remedy) => Step(kind, statement, SchemaStepStatus.Refused, why, remedy);

    private PlannedStep Step(SchemaStepKind kind, string statement, SchemaStepStatus status, string? reason, string? remedy) =>
        new(table.Mapping.Id, new SchemaStep(name, kind, statement, status, reason, remedy));
}
