using System.Reflection;
using Dapper;

namespace BunnyDb.Catalog;

/// <summary>
/// Brings the catalog to this version: the numbered files of Migrations/, each once, in order, in one transaction under an advisory lock,
/// so that any number of services may start at the same time.
/// </summary>
public sealed class CatalogMigrator(CatalogDatabase catalog)
{
    private const long MigrationLock = 0x62756e6e79; // "bunny"

    public Task MigrateAsync(CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync("select pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock }, transaction);
        await connection.ExecuteAsync(
            $"create schema if not exists {CatalogDatabase.Schema}; create table if not exists migration (name text primary key, applied_at timestamptz not null default now())",
            transaction: transaction);
        var applied = (await connection.QueryAsync<string>("select name from migration", transaction: transaction)).ToHashSet();
        foreach (var (name, sql) in Files().Where(file => !applied.Contains(file.Name)))
        {
            await connection.ExecuteAsync(sql, transaction: transaction);
            await connection.ExecuteAsync("insert into migration (name) values (@name)", new { name }, transaction);
        }
    }, ct);

    private static IEnumerable<(string Name, string Sql)> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource, reader.ReadToEnd());
        }
    }
}
