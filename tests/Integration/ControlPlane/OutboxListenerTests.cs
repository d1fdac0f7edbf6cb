using System.Diagnostics;
using BunnyDb.Catalog;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Contracts.Commands;
using BunnyDb.Integration.Fixture;
using Npgsql;

namespace BunnyDb.Integration.ControlPlane;

[Collection(RealServers.Name)]
public sealed class OutboxListenerTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact(Timeout = 60_000)]
    public async Task A_command_is_heard_of_when_it_is_committed_and_not_before()
    {
        await using var catalog = new CatalogDatabase(await postgres.CreateCatalogAsync("outbox_heard"));
        await using var listener = new OutboxListener(catalog);
        await listener.WaitAsync(Briefly, default);

        var hearing = Task.CompletedTask;
        var committing = new Stopwatch();
        await catalog.InTransactionAsync(
            async transaction =>
            {
                await OutboxStore.AddAsync(new PauseMirror(Guid.NewGuid()), transaction);
                hearing = listener.WaitAsync(Long, default);
                (await Task.WhenAny(hearing, Task.Delay(Briefly))).ShouldNotBe(hearing);
                committing.Start();
            }, default);
        await hearing;
        committing.Elapsed.ShouldBeLessThan(Long / 2);
    }

    [Fact(Timeout = 60_000)]
    public async Task After_its_connection_was_lost_it_says_so_and_listens_again()
    {
        await using var catalog = new CatalogDatabase(await postgres.CreateCatalogAsync("outbox_lost"));
        await using var listener = new OutboxListener(catalog);
        await listener.WaitAsync(Briefly, default);
        await using (var other = await catalog.OpenAsync(default))
        {
            await using var end = new NpgsqlCommand("select pg_terminate_backend(pid, 5000) from pg_stat_activity where query like 'listen%' and pid <> pg_backend_pid()", other);
            (await end.ExecuteScalarAsync()).ShouldBe(true);
        }

        await Should.ThrowAsync<NpgsqlException>(() => listener.WaitAsync(Long, default));
        var hearing = listener.WaitAsync(Long, default);
        var added = Stopwatch.StartNew();
        while (!hearing.IsCompleted)
        {
            await catalog.InTransactionAsync(transaction => OutboxStore.AddAsync(new PauseMirror(Guid.NewGuid()), transaction), default);
            await Task.WhenAny(hearing, Task.Delay(Briefly));
        }

        await hearing;
        added.Elapsed.ShouldBeLessThan(Long / 2);
    }
}
