namespace BunnyDb.Contracts.Faults;

/// <summary>Carries a fault that was already classified; every other exception is classified once, by <c>FaultPolicy</c>.</summary>
public sealed class FaultException(Fault fault, Exception? inner = null) : Exception(fault.Message, inner)
{
    public Fault Fault { get; } = fault;
}
