using Dapper;
using Npgsql;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>An entry of the mirror's log that is written with the decision it tells of.</summary>
internal sealed record SagaLogEntry(string Level, string Message)
{
    internal static SagaLogEntry Info(string message) => new("info", message);

    internal Task WriteAsync(Guid mirrorId, NpgsqlTransaction transaction) => transaction.Connection!.ExecuteAsync(
        "insert into log_entry (mirror_id, level, message) values (@mirrorId, @Level, @Message)", new { mirrorId, Level, Message }, transaction);
}
