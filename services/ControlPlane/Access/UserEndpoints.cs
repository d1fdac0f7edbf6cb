using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using BunnyDb.Catalog.Access;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BunnyDb.ControlPlane.Access;

/// <summary><c>/v1/users</c>: the people who may log in.</summary>
internal static class UserEndpoints
{
    internal static void MapUsers(this IEndpointRouteBuilder v1)
    {
        var users = v1.MapGroup("/users").WithTags("users").ForAdmins();
        users.MapGet("", ListAsync).WithSummary("List the users");
        users.MapPost("", AddAsync).ProducesProblems(400, 409).WithSummary("Add a user");
        users.MapDelete("/{username}", RemoveAsync).ProducesProblems(400, 404, 409).WithSummary("Remove a user").WithDescription("Ends the user's sessions.");
    }

    private static async Task<IReadOnlyList<UserReply>> ListAsync(AccountStore accounts, CancellationToken ct) =>
        [.. (await accounts.AllAsync(ct)).Select(account => new UserReply(account.Username, account.Role, account.CreatedAt))];

    private static async Task<Created<UserReply>> AddAsync(
        UserRequest request, AccountStore accounts, Passwords passwords, TimeProvider time, CancellationToken ct)
    {
        var errors = new FieldErrors();
        AccountRules.CheckName(request.Username, "username", errors);
        AccountRules.CheckPassword(request.Password, "password", errors);
        errors.Require(request.Role is not null, "role", "'role' is required: admin or viewer.");
        errors.ThrowIfAny();
        if (!await accounts.AddAsync(request.Username!, await passwords.HashAsync(request.Password!, ct), request.Role!.Value, ct))
        {
            throw ProblemOf.Conflict("user_exists", $"There is a user '{request.Username}' already.", "Choose another name, or remove that user first.");
        }

        return TypedResults.Created($"/v1/users/{request.Username}", new UserReply(request.Username!, request.Role.Value, time.GetUtcNow()));
    }

    private static async Task<ActionReply> RemoveAsync(string username, ClaimsPrincipal user, AccountStore accounts, CancellationToken ct)
    {
        if (Caller.Of(user) is { IsUser: true } caller && caller.Name == username)
        {
            throw ProblemOf.BadRequest("cannot_remove_oneself", "Nobody can remove themselves.", "Let another admin do it.");
        }

        return await accounts.RemoveAsync(username, ct) switch
        {
            AccountRemoval.Removed => new ActionReply($"User '{username}' deleted successfully"),
            AccountRemoval.NotFound => throw ProblemOf.NotFound("user_not_found", $"There is no user '{username}'.", "See GET /v1/users."),
            AccountRemoval.LastAdmin => throw ProblemOf.Conflict("last_admin", $"'{username}' is the last admin.", "Add another admin first."),
            var other => throw new ArgumentOutOfRangeException(nameof(username), other, null),
        };
    }

    internal sealed record UserRequest([property: Required] string? Username, [property: Required] string? Password, [property: Required] Role? Role);

    internal sealed record UserReply(string Username, Role Role, DateTimeOffset CreatedAt);
}
