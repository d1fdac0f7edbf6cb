using BunnyDb.Contracts.Peers;
using Dapper;

namespace BunnyDb.Catalog.Peers;

/// <summary>The databases that mirrors connect.</summary>
public sealed class PeerStore(CatalogDatabase catalog, SecretProtector secrets)
{
    private const string Select = "select name, host, port, username, password_sealed, database, ssl_mode, ssl_root_cert from peer";

    public async Task<IReadOnlyList<Peer>> AllAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Select} order by name", cancellationToken: ct))).Select(ToPeer)];
    }

    public async Task<Peer?> FindAsync(string name, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Select} where name = @name", new { name }, cancellationToken: ct));
        return row is null ? null : ToPeer(row);
    }

    /// <exception cref="KeyNotFoundException">No peer has this name.</exception>
    public async Task<PeerAddress> AddressAsync(string name, CancellationToken ct) =>
        (await FindAsync(name, ct))?.Address ?? throw new KeyNotFoundException($"There is no peer '{name}' in the catalog.");

    /// <summary>Adds the peer. False: the name is taken.</summary>
    public async Task<bool> AddAsync(Peer peer, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into peer (name, host, port, username, password_sealed, database, ssl_mode, ssl_root_cert)
            values (@Name, @Host, @Port, @Username, @PasswordSealed, @Database, @SslMode, @SslRootCert) on conflict do nothing
            """,
            ToRow(peer), cancellationToken: ct)) == 1;
    }

    /// <summary>Replaces the peer's address. False: no peer has this name.</summary>
    public async Task<bool> UpdateAsync(Peer peer, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update peer set host = @Host, port = @Port, username = @Username, password_sealed = @PasswordSealed, database = @Database,
                ssl_mode = @SslMode, ssl_root_cert = @SslRootCert, updated_at = now()
            where name = @Name
            """,
            ToRow(peer), cancellationToken: ct)) == 1;
    }

    /// <summary>Deletes the peer unless a mirror uses it; returns whether it was there and the mirrors that keep it.</summary>
    public Task<(bool Found, IReadOnlyList<string> UsedBy)> DeleteAsync(string name, CancellationToken ct) =>
        catalog.InTransactionAsync<(bool, IReadOnlyList<string>)>(async transaction =>
        {
            var connection = transaction.Connection!;
            var found = await connection.ExecuteScalarAsync<bool>("select true from peer where name = @name for update", new { name }, transaction);
            var usedBy = (await connection.QueryAsync<string>(
                "select name from mirror where source_peer = @name or destination_peer = @name order by name", new { name }, transaction)).ToList();
            if (found && usedBy.Count == 0)
            {
                await connection.ExecuteAsync("delete from peer where name = @name", new { name }, transaction);
            }

            return (found, usedBy);
        }, ct);

    private Peer ToPeer(Row row) => new(row.Name, new PeerAddress(
        row.Host, row.Port, row.Username, row.PasswordSealed is null ? null : secrets.Open(row.PasswordSealed), row.Database,
        PeerSslModes.Parse(row.SslMode), row.SslRootCert));

    private Row ToRow(Peer peer) => new()
    {
        Name = peer.Name,
        Host = peer.Address.Host,
        Port = peer.Address.Port,
        Username = peer.Address.User,
        PasswordSealed = peer.Address.Password is null ? null : secrets.Seal(peer.Address.Password),
        Database = peer.Address.Database,
        SslMode = PeerSslModes.Print(peer.Address.SslMode),
        SslRootCert = peer.Address.SslRootCert,
    };

    private sealed record Row
    {
        public string Name { get; init; } = "";
        public string Host { get; init; } = "";
        public int Port { get; init; }
        public string Username { get; init; } = "";
        public byte[]? PasswordSealed { get; init; }
        public string Database { get; init; } = "";
        public string SslMode { get; init; } = "";
        public string? SslRootCert { get; init; }
    }
}

/// <summary>A database by the name that operators gave it.</summary>
public sealed record Peer(string Name, PeerAddress Address);
