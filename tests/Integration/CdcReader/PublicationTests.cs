using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Replication;
using Npgsql;

namespace BunnyDb.Integration.CdcReader;

[Collection(RealServers.Name)]
public sealed class PublicationTests(PostgresFixture postgres)
{
    private static readonly PublishedTable A = new(new QualifiedTable("public", "a"), []);
    private static readonly PublishedTable B = new(new QualifiedTable("My Schema", "b.c"), []);

    [Fact]
    public async Task It_is_made_altered_left_alone_and_dropped()
    {
        await using var source = await SourceAsync("it_is_made_altered_left_alone_and_dropped");
        await Publication.EnsureAsync(source, "p", [A], CancellationToken.None);
        (await TablesAsync(source)).ShouldBe(["public.a"]);
        (await ScalarAsync(source, "select pubviaroot::text from pg_publication")).ShouldBe("true");

        await Publication.EnsureAsync(source, "p", [A, B], CancellationToken.None);
        (await TablesAsync(source)).ShouldBe(["My Schema.b.c", "public.a"]);

        var before = await ScalarAsync(source, "select string_agg(xmin::text || oid, ',') from pg_publication_rel");
        await Publication.EnsureAsync(source, "p", [B, A], CancellationToken.None);
        (await ScalarAsync(source, "select string_agg(xmin::text || oid, ',') from pg_publication_rel")).ShouldBe(before);

        await Publication.EnsureAsync(source, "p", [B], CancellationToken.None);
        (await TablesAsync(source)).ShouldBe(["My Schema.b.c"]);

        await Publication.DropAsync(source, "p", CancellationToken.None);
        await Publication.DropAsync(source, "p", CancellationToken.None);
        (await Publication.ExistsAsync(source, "p", CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Excluded_and_generated_columns_are_kept_back()
    {
        await using var source = await SourceAsync("excluded_and_generated_columns_are_kept_back");
        var without = A with { ExcludeColumns = ["secret"] };
        await Publication.EnsureAsync(source, "p", [without], CancellationToken.None);
        (await ColumnsAsync(source)).ShouldBe("id,v");

        await ExecuteAsync(source, "alter table a add column w int");
        await Publication.EnsureAsync(source, "p", [without], CancellationToken.None);
        (await ColumnsAsync(source)).ShouldBe("id,v,w");

        await Publication.EnsureAsync(source, "p", [A], CancellationToken.None);
        (await ScalarAsync(source, "select (prattrs is null)::text from pg_publication_rel")).ShouldBe("true");
    }

    private async Task<NpgsqlConnection> SourceAsync(string name)
    {
        var source = new NpgsqlConnection((await postgres.CreateDatabaseAsync(name)).ConnectionString);
        await source.OpenAsync();
        await ExecuteAsync(
            source,
            """
            create table a (id int primary key, v text, secret text, g int generated always as (id + 1) stored);
            create schema "My Schema"; create table "My Schema"."b.c" (id int primary key)
            """);
        return source;
    }

    private static async Task<string[]> TablesAsync(NpgsqlConnection source) =>
        (await ScalarAsync(source, "select string_agg(schemaname || '.' || tablename, '|' order by schemaname) from pg_publication_tables where pubname = 'p'")).Split('|');

    private static Task<string> ColumnsAsync(NpgsqlConnection source) =>
        ScalarAsync(source, "select array_to_string(attnames, ',') from pg_publication_tables where pubname = 'p'");

    private static async Task<string> ScalarAsync(NpgsqlConnection source, string sql)
    {
        await using var command = new NpgsqlCommand(sql, source);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection source, string sql)
    {
        await using var command = new NpgsqlCommand(sql, source);
        await command.ExecuteNonQueryAsync();
    }
}
