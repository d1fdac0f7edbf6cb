using Npgsql;

namespace BunnyDb.CdcReader.Backlogs;

/// <summary>A backlog cannot be read by pieces now, for the reason that is the message; the lane streams instead.</summary>
internal sealed class BacklogException(string reason, Exception? cause = null) : Exception(reason, cause)
{
    private const string OperatorIntervention = "57";

    /// <summary>Not a source that is going away, and not a slot or publication that is missing: those say the same of a stream.</summary>
    internal static bool IsOf(PostgresException e) =>
        e.SqlState != PostgresErrorCodes.UndefinedObject && !e.SqlState.StartsWith(OperatorIntervention, StringComparison.Ordinal);
}
