using System.Text.Json;
using BunnyDb.Catalog.Sagas;
using MassTransit;
using Npgsql;

namespace BunnyDb.ControlPlane.Sagas.Persistence;

/// <summary>One message's work on one saga: a catalog transaction, the saga's row locked in it, and the nudges to publish after it.</summary>
internal sealed class CatalogSagaSession<TSaga>(NpgsqlTransaction transaction, ISagaRows<TSaga> rows) where TSaga : class, SagaStateMachineInstance
{
    private readonly List<object> nudges = [];

    internal NpgsqlTransaction Transaction => transaction;

    internal IReadOnlyList<object> Nudges => nudges;

    internal async Task<TSaga?> LoadAsync(Guid correlationId)
    {
        var body = await SagaStore.LoadAsync(typeof(TSaga).Name, correlationId, transaction);
        if (body is null)
        {
            return null;
        }

        var saga = JsonSerializer.Deserialize<TSaga>(body)!;
        await rows.LoadAsync(saga, transaction);
        return saga;
    }

    /// <summary>A saga that begins with this message.</summary>
    internal Task BeginAsync(TSaga saga) => rows.LoadAsync(saga, transaction);

    internal async Task SaveAsync(TSaga saga)
    {
        nudges.AddRange(await rows.WriteAsync(saga, transaction));
        var state = JsonSerializer.SerializeToDocument(saga).RootElement.GetProperty("CurrentState").GetString()!;
        await SagaStore.SaveAsync(typeof(TSaga).Name, saga.CorrelationId, state, JsonSerializer.Serialize(saga), transaction);
    }

    internal async Task DeleteAsync(TSaga saga)
    {
        nudges.AddRange(await rows.WriteAsync(saga, transaction));
        await SagaStore.DeleteAsync(typeof(TSaga).Name, saga.CorrelationId, transaction);
    }
}
