using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Mirrors;

/// <summary>Mirrors: REST adds them, their state machine alone moves and removes them.</summary>
public sealed class MirrorStore(CatalogDatabase catalog)
{
    private const string Select =
        "select id, name, source_peer, destination_peer, options, status, phase, error, created_at, updated_at from mirror";

    public async Task<IReadOnlyList<Mirror>> AllAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Select} order by name", cancellationToken: ct));
        return [.. rows.Select(row => row.ToMirror())];
    }

    public async Task<Mirror?> FindAsync(string name, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"{Select} where name = @name", new { name }, cancellationToken: ct));
        return row?.ToMirror();
    }

    public async Task<Mirror?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"{Select} where id = @id", new { id }, cancellationToken: ct));
        return row?.ToMirror();
    }

    /// <summary>The mirror, locked until the transaction ends; null when it is gone.</summary>
    public static async Task<Mirror?> LockAsync(Guid id, NpgsqlTransaction transaction)
    {
        var row = await transaction.Connection!.QuerySingleOrDefaultAsync<Row>($"{Select} where id = @id for update", new { id }, transaction);
        return row?.ToMirror();
    }

    /// <summary>Adds a mirror that is setting up. False: the name is taken.</summary>
    /// <exception cref="PostgresException">SQLSTATE 23503: a peer was deleted meanwhile.</exception>
    public static async Task<bool> InsertAsync(
        Guid id, MirrorName name, string sourcePeer, string destinationPeer, MirrorOptions options, NpgsqlTransaction transaction) =>
        await transaction.Connection!.ExecuteAsync(
            """
            insert into mirror (id, name, source_peer, destination_peer, options, status, phase)
            values (@id, @Name, @sourcePeer, @destinationPeer, @options, @Status, @Phase) on conflict (name) do nothing
            """,
            new
            {
                id, Name = name.Value, sourcePeer, destinationPeer, options,
                Status = WireName.Of(MirrorStatus.SettingUp), Phase = WireName.Of(MirrorPhase.Setup),
            }, transaction) == 1;

    /// <summary>Where the mirror is now, and why when it stopped by itself. Without effect on one that is gone.</summary>
    public static Task SetStateAsync(Guid id, MirrorStatus status, MirrorPhase phase, Fault? error, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update mirror set status = @Status, phase = @Phase, error = @error, updated_at = now() where id = @id",
            new { id, Status = WireName.Of(status), Phase = WireName.Of(phase), error }, transaction);

    /// <summary>Its configuration was edited.</summary>
    public static Task TouchAsync(Guid id, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("update mirror set updated_at = now() where id = @id", new { id }, transaction);

    /// <summary>Removes the mirror and everything of it that the catalog holds.</summary>
    public static Task DeleteAsync(Guid id, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("delete from mirror where id = @id", new { id }, transaction);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string SourcePeer { get; init; } = "";
        public string DestinationPeer { get; init; } = "";
        public MirrorOptions Options { get; init; } = new();
        public string Status { get; init; } = "";
        public string Phase { get; init; } = "";
        public Fault? Error { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset UpdatedAt { get; init; }

        internal Mirror ToMirror() => new(
            Id, new MirrorName(Name), SourcePeer, DestinationPeer, Options, WireName.Parse<MirrorStatus>(Status), WireName.Parse<MirrorPhase>(Phase),
            Error, CreatedAt, UpdatedAt);
    }
}
