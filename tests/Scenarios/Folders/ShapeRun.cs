using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios.Folders;

/// <summary>
/// Every folder of <see cref="ShapeFolder.All"/> through one mirror: schema and rows on the source, copy, changes, caught up. The tests then look at one
/// folder each, so that a failure has its name.
/// </summary>
public abstract class ShapeRun(BrokerStack stack, string name) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, IReadOnlyList<string>> tables = [];
    private Scenario? scenario;
    private JsonElement atTheEnd;

    public static TheoryData<string> Folders => [.. ShapeFolder.All.Select(folder => folder.Name)];

    internal Scenario Scenario => scenario ?? throw new InvalidOperationException("The run has not begun.");

    public async Task InitializeAsync()
    {
        scenario = await Scenario.BeginAsync(stack, name);
        await HostileRole.TakeAsync(Scenario, stack.Environment);
        foreach (var folder in ShapeFolder.All)
        {
            await Scenario.Source.ExecuteAsync($"create schema {folder.Name}");
            await OnSourceAsync(folder, folder.Schema);
            tables[folder.Name] = await TablesAsync(folder);
            await OnDestinationAsync(folder, folder.Destination);
        }

        await Scenario.StartMirrorAsync([.. tables.Values.SelectMany(names => names).Select(table => (TablePair)table)]);
        foreach (var folder in ShapeFolder.All)
        {
            await OnDestinationAsync(folder, folder.Following);
        }

        await ChangeAsync(ShapeFolder.All);
        atTheEnd = await Scenario.CaughtUpAsync(Patience);
    }

    /// <summary>The folder's tables hold the same rows on both sides, without a conflict on the way.</summary>
    public async Task ShouldBeEqualAsync(string folder)
    {
        var differences = new List<string>();
        foreach (var table in tables[folder])
        {
            differences.AddRange(await Differences.OfAsync(Scenario.Source, Scenario.Destination, table));
        }

        differences.AddRange(await ConflictsAsync(folder));
        differences.ShouldBeEmpty($"{folder} ({Error()})");
        await OnDestinationAsync(new ShapeFolder(folder), new ShapeFolder(folder).Check);
    }

    /// <summary>A mirror that stopped itself stays so until a person resumes it.</summary>
    public void ShouldNeverHaveStopped()
    {
        atTheEnd.GetProperty("status").GetString().ShouldBe("RUNNING", Error());
        atTheEnd.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null, Error());
    }

    public async Task DisposeAsync()
    {
        if (scenario is not null)
        {
            await scenario.DisposeAsync();
            await HostileRole.DropAsync(scenario.Name, stack.Environment);
        }
    }

    private protected abstract Task ChangeAsync(IReadOnlyList<ShapeFolder> folders);

    private protected Task OnSourceAsync(ShapeFolder folder, string file) => Psql.RunAsync(stack, "SOURCE_URL", name, folder.Name, file);

    private async Task OnDestinationAsync(ShapeFolder folder, string? file)
    {
        if (file is not null)
        {
            await Scenario.Destination.ExecuteAsync($"create schema if not exists {folder.Name}");
            await Psql.RunAsync(stack, "DESTINATION_URL", name, folder.Name, file);
        }
    }

    private Task<IReadOnlyList<string>> TablesAsync(ShapeFolder folder) => Scenario.Source.ColumnAsync(
        """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where (n.nspname = $1 or n.nspname like $1 || ' %') and c.relkind in ('r', 'p') and not c.relispartition
          and coalesce(obj_description(c.oid, 'pg_class'), '') <> 'unmapped'
        order by 1
        """,
        folder.Name);

    private Task<IReadOnlyList<string>> ConflictsAsync(string folder) => Scenario.Destination.ColumnAsync(
        "select format('%I.%I: %s conflicts', source_schema, source_table, conflicts) from bunnydb.route where conflicts > 0 and format('%I.%I', source_schema, source_table) = any($1)",
        [tables[folder].ToArray()]);

    private string Error() => $"mirror: {atTheEnd.GetProperty("status")}, {atTheEnd.GetProperty("error")}";
}

/// <summary>The mirror follows while the changes are made: small batches, as they come.</summary>
public sealed class ShapesAsTheyCome(BrokerStack stack) : ShapeRun(stack, "shapes_come")
{
    private protected override async Task ChangeAsync(IReadOnlyList<ShapeFolder> folders)
    {
        foreach (var folder in folders)
        {
            await OnSourceAsync(folder, folder.Changes);
        }
    }
}

/// <summary>All changes are made while the mirror is paused: as large batches as there are.</summary>
public sealed class ShapesAllAtOnce(BrokerStack stack) : ShapeRun(stack, "shapes_once")
{
    private protected override async Task ChangeAsync(IReadOnlyList<ShapeFolder> folders)
    {
        await Scenario.Mirror.PauseAsync();
        foreach (var folder in folders)
        {
            await OnSourceAsync(folder, folder.Changes);
        }

        await Scenario.Mirror.ResumeAsync();
    }
}
