using Npgsql;

namespace BunnyDb.Integration.Fixture;

/// <summary>The project's scripts print connections as libpq URIs; Npgsql wants its own words.</summary>
public static class LibpqUri
{
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var uri = new Uri(text);
        var user = uri.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = uri.AbsolutePath.TrimStart('/') is { Length: > 0 } database ? Uri.UnescapeDataString(database) : "postgres",
            Timeout = 10,
            CommandTimeout = 120,
        };
    }
}
