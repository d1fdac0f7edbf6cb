using Npgsql;

namespace BunnyDb.Demo;

/// <summary>One of the two databases, reached by a libpq URI.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource connections;

    internal Database(Uri uri)
    {
        var login = uri.UserInfo.Split(':', 2);
        (Host, Port, User, Password, Name) = (uri.Host, uri.Port, login[0], login[1], uri.AbsolutePath.TrimStart('/'));
        connections = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Username = User,
            Password = Password,
            Database = Name,
            ApplicationName = "bunnydb demo",
            CommandTimeout = 120,
        });
    }

    internal string Host { get; }

    internal int Port { get; }

    internal string User { get; }

    internal string Password { get; }

    internal string Name { get; }

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => connections.OpenConnectionAsync(ct);

    internal async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = connections.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = connections.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}
