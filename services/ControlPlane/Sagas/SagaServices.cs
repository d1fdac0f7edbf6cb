using BunnyDb.ControlPlane.Outbox;
using BunnyDb.ControlPlane.Sagas.Persistence;
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
        services.AddHostedService<OutboxRelay>();
        services.AddHostedService<ReportRepeater>();
        services.AddToBus(bus =>
        {
            bus.AddSagaStateMachine<MirrorStateMachine, MirrorSaga>(saga =>
                {
                    // In order of arrival; a fault of the catalog is tried again here, and after that by the outbox or the repeater.
                    saga.ConcurrentMessageLimit = 1;
                    saga.UseMessageRetry(retry => retry.Interval(5, TimeSpan.FromMilliseconds(300)));
                })
                .Repository(repository => repository.RegisterSagaRepository<
                    MirrorSaga, CatalogSagaSession<MirrorSaga>, SagaConsumeContextFactory<CatalogSagaSession<MirrorSaga>, MirrorSaga>,
                    CatalogSagaRepositoryContextFactory<MirrorSaga>>());
        });
        return services;
    }
}
