using System.Text.Json;
using Dapper;

namespace BunnyDb.Catalog.Logs;

/// <summary>What happened to a mirror, for its operators (<c>GET /v1/mirrors/{name}/logs</c>). Never holds row values or secrets.</summary>
public sealed class MirrorLog(CatalogDatabase catalog)
{
    public Task InfoAsync(Guid mirrorId, string message, object? details, CancellationToken ct) => AppendAsync(mirrorId, "info", message, details, ct);

    public Task WarningAsync(Guid mirrorId, string message, object? details, CancellationToken ct) => AppendAsync(mirrorId, "warning", message, details, ct);

    /// <summary>Each sentence is an entry of its own.</summary>
    public async Task WarnAsync(Guid mirrorId, IEnumerable<string> warnings, CancellationToken ct)
    {
        foreach (var warning in warnings)
        {
            await WarningAsync(mirrorId, warning, null, ct);
        }
    }

    public Task ErrorAsync(Guid mirrorId, string message, object? details, CancellationToken ct) => AppendAsync(mirrorId, "error", message, details, ct);

    /// <summary>A mirror that is gone takes no more entries.</summary>
    private async Task AppendAsync(Guid mirrorId, string level, string message, object? details, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into log_entry (mirror_id, level, message, details)
            select id, @level, @message, @Details::jsonb from mirror where id = @mirrorId
            """,
            new { mirrorId, level, message, Details = details is null ? null : JsonSerializer.Serialize(details, CatalogMapping.Json) },
            cancellationToken: ct));
    }
}
