using System.Net;
using BunnyDb.Catalog;
using BunnyDb.Hosting.Bus;
using BunnyDb.Hosting.Health;
using BunnyDb.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;

namespace BunnyDb.Hosting;

/// <summary>What every process of BunnyDb has: settings, logs, catalog, bus, change stream, lanes' supervision, health and metrics.</summary>
public static class BunnyService
{
    /// <summary>Runs until the process is told to stop; returns its exit code.</summary>
    /// <param name="name">Shown in logs and metrics: <c>applier</c>.</param>
    /// <param name="addRoles">The service's own <c>AddXxx</c>.</param>
    /// <param name="mapApi">The REST API on BUNNY_API_PORT; null for services without one.</param>
    public static async Task<int> RunAsync(string[] args, string name, Action<IServiceCollection> addRoles, Action<WebApplication>? mapApi = null)
    {
        Serilog.Log.Logger = new LoggerConfiguration()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            // A message that could not be sent is told of by whoever sent it, in one line and not with a stack trace a second.
            .MinimumLevel.Override("MassTransit.Messages", LogEventLevel.Fatal)
            .Enrich.WithProperty("Service", name)
            .WriteTo.Console(outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u3} {Service} {Message:lj}{NewLine}{Exception}")
            .CreateLogger();
        try
        {
            await using var app = Build(args, name, addRoles, hasApi: mapApi is not null);
            mapApi?.Invoke(app);
            app.MapBunnyHealth();
            app.MapBunnyMetrics();
            await WaitForCatalogAsync(app);
            await app.RunAsync();
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Serilog.Log.Fatal("{Service} cannot start: {Reason}", name, e.Message);
            return 1;
        }
        finally
        {
            await Serilog.Log.CloseAndFlushAsync();
        }
    }

    private static WebApplication Build(string[] args, string name, Action<IServiceCollection> addRoles, bool hasApi)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(Serilog.Log.Logger);
        var settings = BunnySettings.Read(builder.Configuration, builder.Environment.IsDevelopment());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(settings.BindAddress), settings.MetricsPort);
            if (hasApi)
            {
                kestrel.Listen(IPAddress.Parse(settings.BindAddress), settings.ApiPort);
            }
        });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(new ServiceName(name));
        builder.Services.AddBunnyShared(settings);
        addRoles(builder.Services);
        builder.Services.AddBunnyBus(settings);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(10);
            host.ServicesStopConcurrently = true;
        });
        return builder.Build();
    }

    /// <summary>Every service may come first: whoever does brings the catalog to this version, and all wait until it answers.</summary>
    private static async Task WaitForCatalogAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var logger = app.Services.GetRequiredService<ILogger<CatalogMigrator>>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await app.Services.GetRequiredService<CatalogMigrator>().MigrateAsync(stopping);
                return;
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
            {
                Log.CatalogUnavailable(logger, app.Services.GetRequiredService<ServiceName>().Value, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stopping);
            }
        }
    }
}

/// <summary>The name of this process's service.</summary>
public sealed record ServiceName(string Value);
