using BunnyDb.Contracts.Mirrors;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Preflight;

namespace BunnyDb.Integration.Targets;

[Collection(RealServers.Name)]
public sealed class PreflightTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_reason_against_a_source_table_is_named()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "preflight_source",
            """
            create table public.fine (id int primary key, v text);
            create table public.no_key (a int);
            create table public.whole (a int, b text); alter table public.whole replica identity full;
            create unlogged table public.unlogged (id int primary key);
            create view public.looks as select 1 as x;
            create table public.parent (id int primary key);
            create table public.child (primary key (id)) inherits (public.parent);
            create table public.parts (id int, at date, primary key (id, at)) partition by range (at);
            create table public.part partition of public.parts default;
            create table public.loose (id int) partition by list (id); alter table public.loose replica identity full;
            create table public.loose_part partition of public.loose default;
            """);
        var found = await SourcePreflight.RunForTablesAsync(bench.Source,
        [
            TargetBench.Map("public.fine", "d.fine", "v"), TargetBench.Map("public.no_key", "d.a"), TargetBench.Map("public.whole", "d.b", "b"),
            TargetBench.Map("public.unlogged", "d.c"), TargetBench.Map("public.looks", "d.e"), TargetBench.Map("public.parent", "d.f"),
            TargetBench.Map("public.child", "d.g"), TargetBench.Map("public.parts", "d.h"), TargetBench.Map("public.part", "d.i"),
            TargetBench.Map("public.loose", "d.j"), TargetBench.Map("public.nothing", "d.k"), TargetBench.Map("pg_catalog.pg_class", "d.l"),
            TargetBench.Map("public.fine", "d.m", "nope") with { PartitionKey = "nope" }, TargetBench.Map("public.fine", "d.n", "id"),
        ], default);
        found.Refusals.Select(finding => $"{finding.Table} {finding.Code} {finding.Column}".TrimEnd()).ShouldBe(
        [
            "public.no_key no_replica_identity", "public.whole excluded_key_column b", "public.unlogged table_not_logged", "public.looks not_a_table",
            "public.parent has_inheriting_tables", "public.part partition_of_mapped_table", "public.loose no_replica_identity", "public.nothing unknown_table",
            "pg_catalog.pg_class system_table", "pg_catalog.pg_class no_replica_identity", "public.fine unknown_column nope", "public.fine unknown_column nope",
            "public.fine excluded_key_column id",
        ], ignoreOrder: true);
        found.Refusals.ShouldAllBe(finding => finding.Message.EndsWith('.') && finding.Remedy.Length > 0);
    }

    [Fact]
    public async Task A_slot_and_a_publication_of_the_mirrors_name_are_named()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "preflight_names", "create publication bunny_preflight");
        await bench.SourceAsync("select pg_create_logical_replication_slot('bunny_preflight', 'pgoutput')");
        var found = await SourcePreflight.RunAsync(bench.Source, "bunny_preflight", "bunny_preflight", [], default);
        await bench.SourceAsync("select pg_drop_replication_slot('bunny_preflight')");
        found.Refusals.Select(finding => finding.Code).ShouldBe(["slot_exists", "publication_exists"], ignoreOrder: true);
    }

    [Fact]
    public async Task Every_reason_against_a_destination_is_named()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "preflight_destination",
            """
            create type public.mood as enum ('sad', 'ok', 'new');
            create function public.twice(int) returns int language sql immutable as 'select $1 * 2';
            create table public.t (id int primary key, v text, n numeric, m public.mood, j json);
            create table public.f (id int primary key, x int default public.twice(2));
            """,
            """
            create type public.mood as enum ('sad', 'ok');
            create table public.filled (id int primary key, v text, n numeric, m text, j json); insert into public.filled values (1);
            create table public.wrong (id bigint primary key, v text generated always as ('x') stored, n text, j int, extra int not null);
            create view public.looks as select 1 as x;
            create unlogged table public.unlogged (id int primary key, v text, n numeric, m public.mood, j json);
            """);
        var found = await DestinationPreflight.RunAsync(bench.Source, bench.Destination,
        [
            TargetBench.Map("public.t", "public.filled"), TargetBench.Map("public.t", "public.wrong"), TargetBench.Map("public.t", "public.looks"),
            TargetBench.Map("public.t", "public.unlogged"), TargetBench.Map("public.f", "public.f"), TargetBench.Map("public.f", "public.f"),
            TargetBench.Map("public.f", "bunnydb.lane2"),
        ], new MirrorOptions(), bench.Mirror, default);
        found.Refusals.Select(finding => $"{finding.Table} {finding.Code} {finding.Column}".Trim()).Distinct().ShouldBe(
        [
            "public.t duplicate_source", "public.f duplicate_source", "public.f duplicate_destination", "bunnydb.lane2 system_table",
            "public.filled destination_not_empty", "public.wrong generated_column_differs v", "public.wrong missing_column m", "public.wrong type_mismatch j",
            "public.wrong column_needs_value extra", "public.looks not_a_table", "public.unlogged table_not_logged", "missing_enum_label",
            "public.f missing_object", "bunnydb.lane2 missing_object",
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task A_database_mirrored_into_itself_needs_other_tables()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "preflight_itself", "create table public.t (id int primary key)");
        var found = await DestinationPreflight.RunAsync(
            bench.Source, bench.Source, [TargetBench.Map("public.t", "public.t")], new MirrorOptions(), bench.Mirror, default);
        found.Refusals.Select(finding => finding.Code).ShouldContain("source_is_destination");
        found = await DestinationPreflight.RunAsync(
            bench.Source, bench.Source, [TargetBench.Map("public.t", "public.copy")], new MirrorOptions(), bench.Mirror, default);
        found.Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_this_mirror_filled_may_have_rows_and_what_another_writes_is_refused()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "preflight_ours", "create table public.t (id int primary key); insert into public.t values (1)");
        var map = TargetBench.Map("public.t", "public.t");
        await bench.RegisterAsync(1);
        await bench.PrepareAsync(1, map);
        await bench.CopyAsync(map);
        (await DestinationPreflight.RunAsync(bench.Source, bench.Destination, [map], new MirrorOptions(), bench.Mirror, default)).Refusals.ShouldBeEmpty();
        (await DestinationPreflight.RunAsync(bench.Source, bench.Destination, [map], new MirrorOptions(), new("another"), default))
            .Refusals.Select(finding => finding.Code).ShouldBe(["destination_in_use", "destination_not_empty"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_role_that_may_nothing_is_told_what_it_lacks()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "preflight_role", "create table public.t (id bigserial primary key)",
            "create table public.t (id bigint); create schema closed; revoke all on schema public from public",
            destinationUser: "preflight_role");
        var checks = await PeerChecks.DestinationAsync(bench.Destination, default);
        checks.Where(check => !check.Ok).Select(check => check.Name).ShouldBe(["session_replication_role"]);
        var found = await DestinationPreflight.RunAsync(
            bench.Source, bench.Destination, [TargetBench.Map("public.t", "public.t"), TargetBench.Map("public.t", "closed.u")], new MirrorOptions(), bench.Mirror, default);
        found.Refusals.Select(finding => $"{finding.Table} {finding.Code}".Trim()).ShouldBe(
            ["public.t duplicate_source", "public.t missing_write_privilege", "public.t not_owner", "missing_create_privilege"], ignoreOrder: true);
    }
}
