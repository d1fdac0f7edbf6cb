using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace BunnyDb.ControlPlane.Sagas.Persistence;

/// <summary>What MassTransit asks of a saga repository for one message, answered by a <see cref="CatalogSagaSession{TSaga}"/>.</summary>
internal sealed class CatalogSagaRepositoryContext<TSaga, TMessage>(
    CatalogSagaSession<TSaga> session, ConsumeContext<TMessage> consumeContext, ISagaConsumeContextFactory<CatalogSagaSession<TSaga>, TSaga> factory)
    : ConsumeContextScope<TMessage>(consumeContext, session), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, SagaStateMachineInstance
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> consumed = consumeContext;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class => factory.CreateSagaConsumeContext(session, consumeContext, instance, mode);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance)
    {
        await session.BeginAsync(instance);
        return await factory.CreateSagaConsumeContext(session, consumed, instance, SagaConsumeContextMode.Add);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        await session.BeginAsync(instance);
        return await factory.CreateSagaConsumeContext(session, consumed, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId) =>
        await session.LoadAsync(correlationId) is { } saga
            ? await factory.CreateSagaConsumeContext(session, consumed, saga, SagaConsumeContextMode.Load)
            : null!;

    public Task Save(SagaConsumeContext<TSaga> context) => session.SaveAsync(context.Saga);

    public Task Update(SagaConsumeContext<TSaga> context) => session.SaveAsync(context.Saga);

    public Task Delete(SagaConsumeContext<TSaga> context) => session.DeleteAsync(context.Saga);

    public Task Discard(SagaConsumeContext<TSaga> context) => session.DeleteAsync(context.Saga);

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;
}
