using Microsoft.AspNetCore.Http.Features;

namespace BunnyDb.ControlPlane.Api;

/// <summary>A route's last value as whoever asked meant it, whatever characters it has.</summary>
internal static class LastSegment
{
    private const string EncodedSlash = "%2F";

    /// <param name="routed">
    /// The value that the route gives. Kestrel decodes a path once but leaves <c>%2F</c> in it, because a value may not span segments: in what it gives,
    /// an encoded slash and the text "%2F" (sent as <c>%252F</c>) are the same. The target as it was sent tells them apart.
    /// </param>
    internal static string Of(HttpContext http, string routed)
    {
        if (!routed.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase))
        {
            return routed;
        }

        var path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }
}
