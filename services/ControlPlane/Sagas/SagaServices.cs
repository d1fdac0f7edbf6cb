using BunnyDb.Catalog.Outbox;
using BunnyDb.ControlPlane.Outbox;
using BunnyDb.ControlPlane.Sagas.Persistence;
using BunnyDb.ControlPlane.Sagas.Resyncs;
using BunnyDb.Hosting.Bus;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>The state machines on the bus, and what feeds them.</summary>
internal static class SagaServices
{
    internal static IServiceCollection AddMirrorSagas(this IServiceCollection services)
    {
        services.AddSingleton<ISagaRows<MirrorSaga>, MirrorSagaRows>();
        services.AddSingleton<ISagaRows<ResyncSaga>, ResyncSagaRows>();
        services.AddSingleton<OutboxListener>();
        services.AddHostedService<OutboxRelay>();
        services.AddHostedService<ReportRepeater>();
        services.AddToBus(bus =>
        {
            bus.AddCatalogSaga<MirrorStateMachine, MirrorSaga>();
            bus.AddCatalogSaga<ResyncStateMachine, ResyncSaga>();
        });
        return services;
    }

    private static void AddCatalogSaga<TMachine, TSaga>(this IBusRegistrationConfigurator bus)
        where TMachine : class, SagaStateMachine<TSaga>
        where TSaga : class, SagaStateMachineInstance =>
        bus.AddSagaStateMachine<TMachine, TSaga>(saga =>
            {
                // In order of arrival; a fault of the catalog is tried again here, and after that by the outbox or the repeater.
                saga.ConcurrentMessageLimit = 1;
                saga.UseMessageRetry(retry => retry.Interval(5, TimeSpan.FromMilliseconds(300)));
            })
            .Repository(repository => repository.RegisterSagaRepository<
                TSaga, CatalogSagaSession<TSaga>, SagaConsumeContextFactory<CatalogSagaSession<TSaga>, TSaga>, CatalogSagaRepositoryContextFactory<TSaga>>());
}
