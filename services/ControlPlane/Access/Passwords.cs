using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BunnyDb.ControlPlane.Access;

/// <summary>
/// Hashes passwords with PBKDF2-HMAC-SHA512 at the cost that OWASP's password storage cheat sheet asks for. At most as many at a time as there are
/// processors, so that guessing cannot keep everything else from running.
/// </summary>
internal sealed class Passwords : IDisposable
{
    private const int Iterations = 210_000;

    private readonly PasswordHasher<string> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim gate = new(Environment.ProcessorCount);
    private readonly string nobodysHash;

    public Passwords() => nobodysHash = hasher.HashPassword("", Guid.NewGuid().ToString());

    internal async Task<string> HashAsync(string password, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            return await Task.Run(() => hasher.HashPassword("", password), ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Takes equally long whether there is such an account (<paramref name="hash"/> not null) or not.</summary>
    internal async Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var matches = await Task.Run(() => hasher.VerifyHashedPassword("", hash ?? nobodysHash, password), ct) != PasswordVerificationResult.Failed;
            return matches && hash is not null;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
