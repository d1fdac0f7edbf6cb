using BunnyDb.Benchmarks.Programs;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary><c>pgcopydb clone</c> with as many jobs as a mirror has by default, and large tables split among them.</summary>
internal sealed class PgCopyDb(Database source, Database destination) : ICopier
{
    internal const string Label = "pgcopydb";
    private const int Jobs = 4;
    private const string SplitLargerThan = "128MB";

    private readonly ClientProgram program = new(Label, new Dictionary<string, string>
    {
        ["PGCOPYDB_SOURCE_PGURI"] = Uri(source),
        ["PGCOPYDB_TARGET_PGURI"] = Uri(destination),
    });

    public string Name => Label;

    public Database Destination => destination;

    internal static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Label)));

    public async Task CopyAsync(IReadOnlyList<Table> tables, CancellationToken ct)
    {
        var work = Directory.CreateTempSubdirectory("bunnydb-pgcopydb-");
        try
        {
            var filter = Path.Combine(work.FullName, "filter.ini");
            await File.WriteAllLinesAsync(filter, tables.Select(table => table.Name).Prepend("[include-only-table]"), ct);
            await program.RunAsync(
                [
                    "clone", "--dir", Path.Combine(work.FullName, "work"), "--filters", filter, "--table-jobs", $"{Jobs}", "--index-jobs", $"{Jobs}",
                    "--split-tables-larger-than", SplitLargerThan, "--skip-large-objects", "--skip-extensions", "--no-owner",
                ],
                ct);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    public Task DropAsync(CancellationToken ct) => Task.CompletedTask;

    private static string Uri(Database database) => $"postgresql://{database.User}:{database.Password}@{database.Host}:{database.Port}/{database.Name}";
}
