using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Peers;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>From a request to a peer, or to every reason why not.</summary>
internal static partial class PeerValidator
{
    private const int DefaultPort = 5432;
    private const string DefaultSslMode = "prefer";

    /// <exception cref="ProblemException">400 with every field that is wrong.</exception>
    internal static Peer Validate(PeerRequest request)
    {
        var errors = new FieldErrors();
        errors.Require(request.Name is not null && Name().IsMatch(request.Name), "name", "'name' must be 1 to 63 letters, digits or . _ -");
        errors.Require(IsText(request.Host, 255) && !request.Host!.Contains(','), "host", "'host' is required: one host name or address.");
        errors.Require(request.Port is null or (>= 1 and <= 65535), "port", "'port' must be 1 to 65535.");
        errors.Require(IsText(request.User, 63), "user", "'user' is required: at most 63 characters.");
        errors.Require(IsText(request.Database, 63), "database", "'database' is required: at most 63 characters.");
        errors.Require(request.Password?.Contains('\0') != true, "password", "'password' may not hold a NUL.");
        errors.Require(
            PeerSslModes.TryParse(request.SslMode ?? DefaultSslMode, out var sslMode), "ssl_mode", $"'ssl_mode' must be one of {string.Join(", ", PeerSslModes.Names)}.");
        errors.Require(request.SslRootCert is null || IsCertificate(request.SslRootCert), "ssl_root_cert", "'ssl_root_cert' must hold a certificate in PEM form.");
        errors.ThrowIfAny();
        return new Peer(request.Name!, new PeerAddress(
            request.Host!, request.Port ?? DefaultPort, request.User!, request.Password, request.Database!, sslMode, request.SslRootCert));
    }

    private static bool IsText(string? text, int lengthMax) => !string.IsNullOrWhiteSpace(text) && text.Length <= lengthMax && !text.Any(char.IsControl);

    private static bool IsCertificate(string pem)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(pem);
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,63}\z")]
    private static partial Regex Name();
}
