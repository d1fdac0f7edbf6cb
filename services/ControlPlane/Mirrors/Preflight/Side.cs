namespace BunnyDb.ControlPlane.Mirrors.Preflight;

/// <summary>Which of a mirror's databases a finding is about.</summary>
internal enum Side
{
    Source,
    Destination,
}
