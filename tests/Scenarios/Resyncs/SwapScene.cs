using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A running mirror of a <see cref="Bank"/> that refreshes its tables by swapping them.</summary>
internal static class SwapScene
{
    private static readonly (string, object) Swap = ("resync_strategy", "swap");

    public static async Task<Scenario> BeginAsync(Stack stack, string name, params (string Option, object Value)[] options)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables, [Swap, .. options]);
        return scenario;
    }

    /// <summary>As <see cref="BeginAsync"/>, for tables of the test's own.</summary>
    public static async Task<Scenario> BeginAsync(Stack stack, string name, string sourceSchema, TablePair[] tables, params (string Option, object Value)[] options)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await scenario.Source.ExecuteAsync(sourceSchema);
        await scenario.StartMirrorAsync(tables, [Swap, .. options]);
        return scenario;
    }

    public static Task<uint> OidAsync(this Scenario scenario, string table) => scenario.Destination.ScalarAsync<uint>("select $1::regclass::oid", table);

    public static Task<long> DeadlocksAsync(this Scenario scenario) =>
        scenario.Destination.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");
}
