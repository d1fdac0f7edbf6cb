using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>The source and every contender's destination, made clean before each run.</summary>
/// <param name="parts">Every process whose cost is counted.</param>
internal sealed class Arena(Database source, IReadOnlyList<Database> destinations, IReadOnlyList<Part> parts)
{
    /// <summary>A last transaction after every backlog: whoever shows it has caught up.</summary>
    internal static readonly Table End = new("public.bench_end", "id int not null", "id");

    internal Database Source => source;

    internal IReadOnlyList<Part> Parts => parts;

    /// <summary>Says on a destination whether the last transaction is there.</summary>
    internal static string HasArrived(int id) => $"select exists (select from {End.Name} where id = {id})";

    /// <summary>Empty databases; the source then gets the workload's first rows.</summary>
    internal async Task PrepareAsync(Workload workload, CancellationToken ct)
    {
        await ClearAsync(source, ct);
        foreach (var destination in destinations)
        {
            await ClearAsync(destination, ct);
        }

        await source.ExecuteAsync(End.Create, ct);
        await workload.FillAsync(ct);
        await SettleAsync(ct);
    }

    internal static async Task ClearAsync(Database database, CancellationToken ct) => await database.ExecuteAsync(
        """
        do $$ declare found text; begin
            for found in select oid::regclass from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
                execute 'drop table ' || found;
            end loop;
        end $$
        """,
        ct);

    /// <summary>What was written before must not be written to disk in the measured time.</summary>
    internal async Task SettleAsync(CancellationToken ct)
    {
        await source.ExecuteAsync("checkpoint", ct);
        await destinations[0].ExecuteAsync("checkpoint", ct);
    }
}
