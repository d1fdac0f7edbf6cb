using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.ControlPlane.Mirrors.Lifecycle;
using BunnyDb.ControlPlane.Mirrors.Logs;
using BunnyDb.ControlPlane.Mirrors.Preflight;
using BunnyDb.ControlPlane.Mirrors.Resyncs;
using BunnyDb.ControlPlane.Mirrors.Views;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BunnyDb.ControlPlane.Mirrors;

internal static class MirrorServices
{
    internal static void AddMirrors(this IServiceCollection services)
    {
        services.TryAddSingleton<MirrorStore>();
        services.AddSingleton<MirrorFigureQueries>();
        services.AddSingleton<LogQueries>();
        services.AddSingleton<MirrorViews>();
        services.AddSingleton<MirrorEvents>();
        services.AddSingleton<MirrorPreflight>();
        services.AddSingleton<MirrorCreation>();
        services.AddSingleton<TableReplacement>();
        services.AddSingleton<MirrorCommands>();
        services.AddSingleton<ResumeCheck>();
        services.AddSingleton<PauseMirrorHandler>();
        services.AddSingleton<ResumeMirrorHandler>();
        services.AddSingleton<DeleteMirrorHandler>();
        services.AddSingleton<RetryMirrorHandler>();
        services.AddSingleton<SyncSchemaHandler>();
        services.AddSingleton<ResyncQueries>();
        services.AddSingleton<ResyncExamination>();
        services.AddSingleton<ResyncHandler>();
    }
}
