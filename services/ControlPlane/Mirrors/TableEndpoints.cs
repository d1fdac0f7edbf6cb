using System.Security.Claims;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.ControlPlane.Access;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using BunnyDb.ControlPlane.Mirrors.Views;
using BunnyDb.ControlPlane.Peers;

namespace BunnyDb.ControlPlane.Mirrors;

/// <summary><c>/v1/mirrors/{name}/tables</c>, and the tables that could be added.</summary>
internal static class TableEndpoints
{
    internal static void MapTables(this IEndpointRouteBuilder mirror)
    {
        mirror.MapGet("/tables", ListAsync).WithSummary("List a mirror's tables with their state");
        mirror.MapPut("/tables", ReplaceAsync).ProducesProblems(400, 409, 422)
            .WithSummary("Replace the list of a paused mirror's tables")
            .WithDescription("Tables that are new are loaded at the next resume; the others continue. When it is refused, nothing was changed.");
        mirror.MapGet("/available-tables", AvailableAsync).ProducesProblems(502).WithSummary("List the source's tables that are not mapped");
    }

    private static async Task<IReadOnlyList<MirrorTableReply>> ListAsync(string name, MirrorViews views, CancellationToken ct) =>
        (await views.GetAsync(name, ct)).Tables!;

    private static async Task<TablesReply> ReplaceAsync(
        string name, TablesRequest request, TableReplacement replacement, ClaimsPrincipal user, CancellationToken ct)
    {
        var edit = await replacement.ReplaceAsync(name, request, Caller.Of(user).Name, ct);
        return new TablesReply($"Table mappings updated successfully for mirror '{name}'", edit.Added, edit.Removed);
    }

    private static async Task<IReadOnlyList<PeerTable>> AvailableAsync(
        string name, MirrorStore mirrors, MappingStore mappings, PeerStore peers, PeerAccess access, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        var mapped = (await mappings.OfMirrorAsync(mirror.Id, ct)).Select(table => table.Mapping.Source).ToHashSet();
        var tables = await access.AskAsync(await peers.GetAsync(mirror.SourcePeer, ct), PeerTables.ListAsync, ct);
        return [.. tables.Where(table => !mapped.Contains(table.Qualified()))];
    }

    /// <param name="Added">Mappings that are loaded at the next resume.</param>
    internal sealed record TablesReply(string Message, int Added, int Removed);
}
