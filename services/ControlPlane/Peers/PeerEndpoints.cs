using BunnyDb.Catalog.Peers;
using BunnyDb.ControlPlane.Access;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BunnyDb.ControlPlane.Peers;

/// <summary><c>/v1/peers</c>: the databases that mirrors connect.</summary>
internal static class PeerEndpoints
{
    internal static void MapPeers(this IEndpointRouteBuilder v1)
    {
        var peers = v1.MapGroup("/peers").WithTags("peers").ForReadersAndAdmins();
        peers.MapGet("", ListAsync).WithSummary("List the peers");
        peers.MapPost("", AddAsync).ProducesProblems(400, 409).WithSummary("Add a peer").WithDescription("The password is stored encrypted and never shown.");
        peers.MapGet("/{name}", GetAsync).ProducesProblems(404).WithSummary("Show a peer");
        peers.MapPut("/{name}", ChangeAsync).ProducesProblems(400, 404)
            .WithSummary("Change a peer").WithDescription("What is left out keeps its value. Mirrors that use the peer follow with their next connection.");
        peers.MapDelete("/{name}", DeleteAsync).ProducesProblems(404, 409).WithSummary("Delete a peer that no mirror uses");
        peers.MapPost("/{name}/test", TestAsync).ProducesProblems(404)
            .WithSummary("Test a peer").WithDescription("Connects and checks everything that BunnyDb needs of a source and of a destination.");
        peers.MapGet("/{name}/tables", TablesAsync).ProducesProblems(404, 502).WithSummary("List a peer's tables");
    }

    private static async Task<IReadOnlyList<PeerReply>> ListAsync(PeerStore peers, CancellationToken ct) => [.. (await peers.AllAsync(ct)).Select(PeerReply.Of)];

    private static async Task<PeerReply> GetAsync(string name, PeerStore peers, CancellationToken ct) => PeerReply.Of(await peers.GetAsync(name, ct));

    private static async Task<Created<PeerReply>> AddAsync(PeerRequest request, PeerStore peers, CancellationToken ct)
    {
        var peer = PeerValidator.Validate(request);
        return await peers.AddAsync(peer, ct)
            ? TypedResults.Created($"/v1/peers/{peer.Name}", PeerReply.Of(peer))
            : throw ProblemOf.Conflict("peer_exists", $"There is a peer '{peer.Name}' already.", "Choose another name, or change that peer with PUT.");
    }

    private static async Task<PeerReply> ChangeAsync(string name, PeerChange change, PeerStore peers, CancellationToken ct)
    {
        var known = await peers.GetAsync(name, ct);
        var errors = new FieldErrors();
        errors.Require(change.Name is null || change.Name == name, "name", "A peer cannot be renamed.");
        errors.ThrowIfAny();
        var peer = PeerValidator.Validate(change.ApplyTo(name, known.Address));
        return await peers.UpdateAsync(peer, ct) ? PeerReply.Of(peer) : throw PeerLookup.NotFound(name);
    }

    private static async Task<PeerDeletedReply> DeleteAsync(string name, PeerStore peers, CancellationToken ct) =>
        await peers.DeleteAsync(name, ct) switch
        {
            (false, _) => throw PeerLookup.NotFound(name),
            (true, { Count: 0 }) => new PeerDeletedReply($"Peer '{name}' deleted successfully", name),
            (true, var usedBy) => throw ProblemOf.Conflict(
                "peer_in_use", $"Peer '{name}' is used by {string.Join(", ", usedBy.Select(mirror => $"mirror '{mirror}'"))}.", "Delete these mirrors first."),
        };

    private static async Task<PeerTestReply> TestAsync(string name, PeerStore peers, PeerTester tester, CancellationToken ct) =>
        await tester.TestAsync(await peers.GetAsync(name, ct), ct);

    private static async Task<IReadOnlyList<PeerTable>> TablesAsync(string name, PeerStore peers, PeerAccess access, CancellationToken ct) =>
        await access.AskAsync(await peers.GetAsync(name, ct), PeerTables.ListAsync, ct);
}
