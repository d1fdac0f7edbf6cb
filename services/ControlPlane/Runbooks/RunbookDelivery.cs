namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>A message that a runbook published.</summary>
/// <param name="RoutingKey">The command.</param>
/// <param name="Body">As it was sent, whatever that is.</param>
internal sealed record RunbookDelivery(ulong DeliveryTag, string RoutingKey, string? ContentType, string? MessageId, string? CorrelationId, byte[] Body);
