using System.Security.Cryptography;
using System.Text;

namespace BunnyDb.Catalog.Peers;

/// <summary>Seals peer passwords with AES-256-GCM under a key derived from <c>BUNNY_SECRET_KEY</c>: version byte, nonce (12), tag (16), ciphertext.</summary>
public sealed class SecretProtector(string secretKey)
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secretKey), 32, info: "bunnydb peer password"u8.ToArray());

    public byte[] Seal(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedSecret = new byte[1 + NonceBytes + TagBytes + plain.Length];
        sealedSecret[0] = Version;
        var nonce = sealedSecret.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sealedSecret.AsSpan(1 + NonceBytes + TagBytes), sealedSecret.AsSpan(1 + NonceBytes, TagBytes));
        return sealedSecret;
    }

    /// <exception cref="CryptographicException">Sealed under another key, or damaged.</exception>
    public string Open(byte[] sealedSecret)
    {
        if (sealedSecret.Length < 1 + NonceBytes + TagBytes || sealedSecret[0] != Version)
        {
            throw new CryptographicException("Not a sealed secret of a known version.");
        }

        var plain = new byte[sealedSecret.Length - 1 - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            sealedSecret.AsSpan(1, NonceBytes), sealedSecret.AsSpan(1 + NonceBytes + TagBytes), sealedSecret.AsSpan(1 + NonceBytes, TagBytes), plain);
        return Encoding.UTF8.GetString(plain);
    }
}
