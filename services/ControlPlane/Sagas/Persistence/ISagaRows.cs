using MassTransit;
using Npgsql;

namespace BunnyDb.ControlPlane.Sagas.Persistence;

/// <summary>
/// Loads and writes what a saga's state machine decides about, in the transaction that holds the saga's row. So a decision and the rows that it
/// changes are one commit, and the state machine itself touches no database.
/// </summary>
internal interface ISagaRows<TSaga> where TSaga : class, SagaStateMachineInstance
{
    Task LoadAsync(TSaga saga, NpgsqlTransaction transaction);

    /// <summary>Writes what was decided; returns the messages to publish once it is committed, each of which may get lost.</summary>
    Task<IReadOnlyList<object>> WriteAsync(TSaga saga, NpgsqlTransaction transaction);

    /// <summary>The message was handled, whatever that led to: whoever repeats it may stop.</summary>
    Task SettleAsync(object message, NpgsqlTransaction transaction);
}
