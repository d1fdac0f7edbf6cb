using System.Text;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Joins;

/// <summary>A message in the source's WAL at which the main lane may take a temporary lane over: prefix <c>bunnydb</c>, content <c>LANE:NUMBER</c>.</summary>
internal sealed record Marker(string Id, LaneId Lane)
{
    internal const string Prefix = "bunnydb";

    /// <summary>Null: a message of someone else, or not of this form.</summary>
    internal static Marker? Read(LogicalMessage message)
    {
        if (!message.IsTransactional || message.Prefix != Prefix)
        {
            return null;
        }

        var content = Encoding.UTF8.GetString(message.Content.Span);
        return content.Split(':') is [var lane, var number] && Guid.TryParseExact(lane, "D", out var id) && long.TryParse(number, out _)
            ? new Marker(content, new LaneId(id))
            : null;
    }
}
