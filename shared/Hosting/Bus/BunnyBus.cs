using BunnyDb.Hosting.Lanes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace BunnyDb.Hosting.Bus;

/// <summary>The control bus: MassTransit over RabbitMQ, or in memory where there is no broker. It carries commands and nudges, never rows.</summary>
public static class BunnyBus
{
    /// <summary>Lets a role put its consumers and state machines on the bus of the process.</summary>
    public static IServiceCollection AddToBus(this IServiceCollection services, Action<IBusRegistrationConfigurator> register)
    {
        services.AddSingleton(new BusPart(register));
        return services;
    }

    internal static void AddBunnyBus(this IServiceCollection services, BunnySettings settings)
    {
        var parts = services.Select(service => service.ImplementationInstance).OfType<BusPart>().ToList();
        services.AddSingleton<ILaneNotifier, BusLaneNotifier>();
        services.AddOptions<MassTransitHostOptions>().Configure(host =>
        {
            // The broker may come later, or go: what runs goes on without it.
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(5);
        });
        services.AddMassTransit(bus =>
        {
            // Nothing about anybody's system leaves it.
            bus.DisableUsageTelemetry();
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter("bunnydb", includeNamespace: false));
            bus.AddConsumer<LaneNudgedConsumer>().Endpoint(endpoint =>
            {
                endpoint.InstanceId = $"-{Environment.MachineName}-{Environment.ProcessId}";
                endpoint.Temporary = true;
            });
            parts.ForEach(part => part.Register(bus));
            if (settings.RabbitMq is { } url)
            {
                bus.UsingRabbitMq((context, rabbit) =>
                {
                    rabbit.Host(url);
                    rabbit.ConfigureEndpoints(context);
                });
            }
            else
            {
                bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
            }
        });
    }

    private sealed record BusPart(Action<IBusRegistrationConfigurator> Register);
}
