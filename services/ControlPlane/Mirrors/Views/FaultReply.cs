using System.Text.Json.Serialization;
using BunnyDb.Contracts.Faults;

namespace BunnyDb.ControlPlane.Mirrors.Views;

/// <summary>Why a mirror stopped, or what it waits for.</summary>
internal sealed record FaultReply(
    string Code,
    string Message,
    string Remedy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Table,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Column,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Constraint,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Lsn,
    [property: JsonPropertyName("sqlstate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SqlState,
    DateTimeOffset Since)
{
    internal static FaultReply? Of(Fault? fault) => fault is null
        ? null
        : new FaultReply(fault.Code, fault.Message, fault.Remedy, fault.Table, fault.Column, fault.Constraint, fault.Lsn, fault.SqlState, fault.Since);
}
