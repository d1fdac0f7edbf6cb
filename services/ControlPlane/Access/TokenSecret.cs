using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BunnyDb.ControlPlane.Access;

/// <summary>
/// The secret of a bearer token: 32 random bytes, shown once. Being random it needs no slow hash; SHA-256 is what the catalog holds.
/// The prefix lets secret scanners find one that was committed somewhere.
/// </summary>
internal static class TokenSecret
{
    private const string Prefix = "bdb_";

    internal static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
