using BunnyDb.Catalog;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Hosting.Lanes;
using MassTransit;
using MassTransit.Saga;

namespace BunnyDb.ControlPlane.Sagas.Persistence;

/// <summary>
/// Sagas in the catalog: one transaction a message. The outbox row of the message goes in the same transaction, so a command is handled
/// exactly once however often it was published.
/// </summary>
internal sealed class CatalogSagaRepositoryContextFactory<TSaga>(
    CatalogDatabase catalog, ISagaRows<TSaga> rows, ILaneNotifier notifier, ISagaConsumeContextFactory<CatalogSagaSession<TSaga>, TSaga> factory)
    : ISagaRepositoryContextFactory<TSaga>
    where TSaga : class, SagaStateMachineInstance
{
    public void Probe(ProbeContext context) => context.Add("persistence", "catalog");

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next) where T : class
    {
        var nudges = await catalog.InTransactionAsync(async transaction =>
        {
            var session = new CatalogSagaSession<TSaga>(transaction, rows);
            await next.Send(new CatalogSagaRepositoryContext<TSaga, T>(session, context, factory));
            if (context.MessageId is { } messageId)
            {
                await OutboxStore.SettleAsync(messageId, transaction);
            }

            await rows.SettleAsync(context.Message, transaction);
            return session.Nudges;
        }, context.CancellationToken);

        // Not by the message's own context: that waits for its connection, which waits for this to end before it is made anew.
        foreach (var nudge in nudges)
        {
            await notifier.NotifyAsync(nudge, CancellationToken.None);
        }
    }

    /// <summary>Every event names its saga: there is nothing to query for.</summary>
    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next) where T : class =>
        throw new NotSupportedException("Sagas in the catalog are found by their correlation id only.");
}
