using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps.Carrying;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Finds what a swap could not carry over, before a byte is copied. Whatever depends on a table in a way that is not known here is an obstacle.</summary>
internal static class SwapObstacles
{
    private const string OtherStrategy = "Mirror it with resync_strategy truncate, which keeps the table itself; a mirror's strategy is fixed, so that this takes another mirror.";

    /// <summary>Obstacles that the tables themselves are, each apart from what depends on them.</summary>
    internal static async Task<List<SwapObstacle>> OfTablesAsync(NpgsqlConnection connection, IReadOnlyList<SwapPair> pairs, CancellationToken ct)
    {
        var facts = await CatalogQuery.ReadAsync(
            connection, SqlFile.Read("table_facts"), row => OfTable(row).ToList(), ct,
            Texts(pairs.Select(pair => pair.Live.Schema)), Texts(pairs.Select(pair => pair.Live.Name)));
        return [.. facts.SelectMany(obstacles => obstacles)];
    }

    internal static IEnumerable<SwapObstacle> OfDependants(IEnumerable<Dependant> dependants)
    {
        foreach (var dependant in dependants)
        {
            if (dependant.IsTemporary)
            {
                yield return new SwapObstacle(
                    "temporary_dependant", dependant.Description, "A session has made it for itself, and no other session can alter it.", "Let that session drop it, or end the session.");
            }
            else if (dependant.Kind == DependantKind.Unknown)
            {
                yield return dependant.IsByRowType
                    ? new SwapObstacle("row_type_used", dependant.Description, "It uses the table's row type, which the new table does not share.", $"Drop it for the time of the resync. {OtherStrategy}")
                    : new SwapObstacle("unknown_dependant", dependant.Description, "It depends on the table in a way that a swap does not know to carry over.", $"Drop it for the time of the resync. {OtherStrategy}");
            }
            else if (dependant.MayAlter && !dependant.MayLock)
            {
                yield return MayNotLock(dependant.Relation);
            }
            else if (!dependant.MayAlter)
            {
                yield return new SwapObstacle(
                    "not_owner_of_dependant", dependant.Description, $"It has to be altered in the swap and belongs to {dependant.Owner}, of which our role is not a member.",
                    $"grant {Identifiers.Quote(dependant.Owner)} to the destination peer's role.");
            }
        }
    }

    internal static SwapObstacle ShadowDiffers(QualifiedTable live, string what) => new(
        "shadow_differs", $"{what} of table {live}", "The new table is not the like of the live one in this: the live one was changed since, or the build is not finished.",
        "Start the resync again.");

    private static IEnumerable<SwapObstacle> OfTable(NpgsqlDataReader row)
    {
        var name = new QualifiedTable(row.GetString(0), row.GetString(1));
        if (row.IsDBNull(2))
        {
            return [Of(name, "table_missing", "There is no such table on the destination.", "Create it (sync-schema), or take the table out of the mirror.")];
        }

        var owner = row.GetString(5);
        IEnumerable<(bool Is, SwapObstacle Obstacle)> checks =
        [
            (row.GetString(3) == "p", Of(name, "partitioned", "It is partitioned.", OtherStrategy)),
            (row.GetString(3) is not ("r" or "p"), Of(name, "not_a_table", "It is not an ordinary table.", "Map the mirror's table to an ordinary table.")),
            (!row.GetBoolean(4), Of(name, "not_owner", $"It belongs to {owner}, of which our role is not a member.", $"grant {Identifiers.Quote(owner)} to the destination peer's role.")),
            (row.GetBoolean(6), Of(name, "partition", "It is a partition of another table.", OtherStrategy)),
            (row.GetBoolean(7) && !row.GetBoolean(6) && row.GetString(3) != "p", Of(name, "inheritance", "It inherits from another table, or another one inherits from it.", OtherStrategy)),
            (row.GetBoolean(8), Of(name, "typed_table", "It is a typed table (create table … of …).", OtherStrategy)),
            (!row.IsDBNull(9), Of(name, "extension_member", $"It belongs to the extension {row.Text(9)}.", OtherStrategy)),
            (row.GetBoolean(10), Of(name, "security_label", "It, or a column of it, has a security label.", OtherStrategy)),
            (row.GetBoolean(11), Of(name, "subscribed", "A subscription of native replication writes to it.", "Take the table out of that subscription: two writers do not go together.")),
            (row.GetBoolean(12), Of(name, "not_a_user_table", "It is temporary or the system's.", "Map the mirror's table to an ordinary table.")),
            (row.GetBoolean(13), Of(name, "trigger_names_table", "A constraint trigger on it names another table (from …).", OtherStrategy)),
            (row.GetBoolean(14), Of(name, "depends_on_extension", "An index or trigger of it is marked to go with an extension (… depends on extension …).", OtherStrategy)),
            (!row.GetBoolean(15), Of(name, "may_not_create", $"Our role may not create in schema {name.Schema}.", $"grant create on schema {Identifiers.Quote(name.Schema)} to the destination peer's role.")),
            (!row.GetBoolean(16), Of(name, "owner_may_not_create", $"Its owner {owner} may not create in schema {name.Schema}, and so cannot be given the new table.", $"grant create on schema {Identifiers.Quote(name.Schema)} to {Identifiers.Quote(owner)}.")),
            (row.GetBoolean(4) && !row.GetBoolean(17), MayNotLock(name)),
            (!row.IsDBNull(18), Of(name, "whole_row", $"{row.Text(18)} looks at the whole row, which PostgreSQL does not make on another table.", $"Drop it for the time of the resync. {OtherStrategy}")),
        ];
        return [.. checks.Where(check => check.Is).Select(check => check.Obstacle)];
    }

    private static SwapObstacle MayNotLock(QualifiedTable table) => Of(
        table, "may_not_lock", "Our role has none of the privileges that locking it takes.", $"grant update on {table} to the destination peer's role.");

    private static SwapObstacle Of(QualifiedTable table, string code, string reason, string remedy) => new(code, $"table {table}", reason, remedy);

    private static NpgsqlParameter Texts(IEnumerable<string> texts) => new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
