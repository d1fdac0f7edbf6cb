namespace BunnyDb.Contracts.Peers;

/// <summary>How to reach one database. Printing it never shows the password.</summary>
public sealed record PeerAddress(
    string Host,
    int Port,
    string User,
    string? Password,
    string Database,
    PeerSslMode SslMode,
    string? SslRootCert)
{
    public override string ToString() => $"{User}@{Host}:{Port}/{Database}";
}

/// <summary>libpq's modes. Printed as libpq spells them (<c>verify-ca</c>).</summary>
public enum PeerSslMode
{
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}
