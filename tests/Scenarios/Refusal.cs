using System.Net;

namespace BunnyDb.Scenarios;

/// <summary>The statuses by which a request that cannot be carried out may be refused (contract, section 1).</summary>
internal static class Refusal
{
    public static readonly HttpStatusCode[] Statuses =
        [HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity];
}
