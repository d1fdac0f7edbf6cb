using BunnyDb.Benchmarks.Programs;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>What one would type: <c>psql -c 'copy … to stdout' | psql -c 'copy … from stdin'</c>, table by table, then the keys.</summary>
internal sealed class PsqlCopy(string programs, Database source, Database destination) : ICopier
{
    internal const string Psql = "psql";

    private readonly ClientProgram shell = new(
        "bash",
        new Dictionary<string, string>(ClientProgram.Reaching(source))
        {
            ["PSQL"] = Path.Combine(programs, "psql"),
            ["TO_PORT"] = $"{destination.Port}",
            ["TO_PASSWORD"] = destination.Password,
            ["TO_DATABASE"] = destination.Name,
        });

    public string Name => Psql;

    public Database Destination => destination;

    public async Task CopyAsync(IReadOnlyList<Table> tables, CancellationToken ct)
    {
        foreach (var table in tables)
        {
            await destination.ExecuteAsync(table.CreateBare, ct);
            await shell.RunAsync(
                [
                    "-o", "pipefail", "-c",
                    $"""
                    "$PSQL" -XqAt -c 'copy {table.Name} to stdout' |
                    PGPORT=$TO_PORT PGPASSWORD=$TO_PASSWORD PGDATABASE=$TO_DATABASE "$PSQL" -Xq -v ON_ERROR_STOP=1 -c 'copy {table.Name} from stdin'
                    """,
                ],
                ct);
            await (table.AddKey is { } key ? destination.ExecuteAsync(key, ct) : Task.CompletedTask);
        }
    }

    public Task DropAsync(CancellationToken ct) => Task.CompletedTask;
}
