using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BunnyDb.Contracts.Peers;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>A new peer.</summary>
/// <param name="SslMode">As libpq names them: disable, prefer, require, verify-ca, verify-full.</param>
/// <param name="SslRootCert">The certificate authority's certificates, PEM.</param>
internal sealed record PeerRequest(
    [property: Required] string? Name,
    [property: Required] string? Host,
    [property: DefaultValue(5432), Range(1, 65535)] int? Port,
    [property: Required] string? User,
    string? Password,
    [property: Required] string? Database,
    [property: DefaultValue("prefer")] string? SslMode,
    string? SslRootCert)
{
    public override string ToString() => $"peer {Name}";
}

/// <summary>Changes to a peer: what is left out keeps its value; an empty <c>ssl_root_cert</c> removes it.</summary>
internal sealed record PeerChange(
    string? Name, string? Host, [property: Range(1, 65535)] int? Port, string? User, string? Password, string? Database, string? SslMode, string? SslRootCert)
{
    /// <summary>The whole peer after the change.</summary>
    internal PeerRequest ApplyTo(string name, PeerAddress address) => new(
        name, Host ?? address.Host, Port ?? address.Port, User ?? address.User, Password ?? address.Password, Database ?? address.Database,
        SslMode ?? PeerSslModes.Print(address.SslMode), SslRootCert is { } pem ? (pem.Length == 0 ? null : pem) : address.SslRootCert);

    public override string ToString() => "a change of a peer";
}
