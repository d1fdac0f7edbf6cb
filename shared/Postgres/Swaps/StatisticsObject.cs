using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What <c>create statistics</c> made of a table.</summary>
/// <param name="Columns">Columns and expressions as SQL.</param>
/// <param name="Kinds">Empty for all that there are.</param>
/// <param name="Target">-1 for the default.</param>
internal sealed record StatisticsObject(QualifiedTable Name, string Owner, string Columns, IReadOnlyList<string> Kinds, int Target)
{
    private string Key => $"{Name.Schema} {string.Join(',', Kinds)} {Columns}";

    internal static Task<List<StatisticsObject>> ReadAsync(NpgsqlConnection connection, uint table, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            connection, SqlFile.Read("statistics_objects"),
            row => new StatisticsObject(
                new QualifiedTable(row.GetString(0), row.GetString(1)), row.GetString(2), row.GetString(3), row.GetFieldValue<string[]>(4), row.GetInt32(5)),
            ct, new NpgsqlParameter { Value = table, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });

    /// <summary>Pairs equal ones one to one; what is left over on either side.</summary>
    internal static (IReadOnlyList<(StatisticsObject Live, StatisticsObject Shadow)> Pairs, IReadOnlyList<StatisticsObject> Missing) Pair(
        IEnumerable<StatisticsObject> live, IEnumerable<StatisticsObject> shadow)
    {
        var free = shadow.ToList();
        var pairs = new List<(StatisticsObject, StatisticsObject)>();
        var missing = new List<StatisticsObject>();
        foreach (var wanted in live)
        {
            var at = free.FindIndex(like => like.Key == wanted.Key);
            if (at < 0)
            {
                missing.Add(wanted);
                continue;
            }

            pairs.Add((wanted, free[at]));
            free.RemoveAt(at);
        }

        return (pairs, missing);
    }

    internal IEnumerable<string> Make(QualifiedTable table, QualifiedTable name)
    {
        yield return $"create statistics {Identifiers.Quote(name)}{(Kinds.Count == 0 ? "" : $" ({string.Join(", ", Kinds)})")} on {Columns} from {Identifiers.Quote(table)}";
        if (Target >= 0)
        {
            yield return $"alter statistics {Identifiers.Quote(name)} set statistics {Target}";
        }

        yield return $"alter statistics {Identifiers.Quote(name)} owner to {Identifiers.Quote(Owner)}";
    }

    /// <summary>What gives its like, once that has the name, what was set on this one since.</summary>
    internal IEnumerable<string> Changes(StatisticsObject like)
    {
        if (Target != like.Target)
        {
            yield return $"alter statistics {Identifiers.Quote(Name)} set statistics {Target}";
        }

        if (Owner != like.Owner)
        {
            yield return $"alter statistics {Identifiers.Quote(Name)} owner to {Identifiers.Quote(Owner)}";
        }
    }
}
