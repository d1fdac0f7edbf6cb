using BunnyDb.Catalog;

namespace BunnyDb.Integration.Fixture;

internal static class Catalogs
{
    /// <summary>A new catalog with all of its tables, in a database of its own; returns how it is reached.</summary>
    internal static async Task<CatalogOptions> CreateCatalogAsync(this PostgresFixture postgres, string name)
    {
        var database = await postgres.CreateDatabaseAsync(name);
        var options = new CatalogOptions
        {
            Host = database.Host!, Port = database.Port, User = database.Username!, Password = database.Password, Database = database.Database!,
        };
        await using var catalog = new CatalogDatabase(options);
        await new CatalogMigrator(catalog).MigrateAsync(default);
        return options;
    }
}
