namespace BunnyDb.Contracts.Faults;

/// <summary>
/// Why something stopped or waits: what an operator reads in a mirror's <c>error</c>. Never holds row values or secrets.
/// </summary>
/// <param name="Code">Stable, snake_case (<see cref="FaultCode"/>).</param>
/// <param name="Message">What happened, to which object.</param>
/// <param name="Remedy">What to do next.</param>
/// <param name="Table">Schema-qualified, when one table is concerned.</param>
/// <param name="Lsn">Commit LSN of the source transaction concerned, as <c>X/X</c>.</param>
/// <param name="Column">Of that table, when one column is concerned.</param>
/// <param name="SqlState">Five characters, when PostgreSQL reported it.</param>
public sealed record Fault(
    FaultKind Kind,
    string Code,
    string Message,
    string Remedy,
    string? Table = null,
    string? Lsn = null,
    string? SqlState = null,
    string? Constraint = null,
    string? Column = null)
{
    public DateTimeOffset Since { get; init; } = DateTimeOffset.UtcNow;
}
