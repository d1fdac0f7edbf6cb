namespace BunnyDb.ControlPlane.Api;

/// <summary>The reply of an action that succeeded.</summary>
internal sealed record ActionReply(string Message);
