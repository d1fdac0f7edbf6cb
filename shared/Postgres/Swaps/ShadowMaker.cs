using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Makes the empty table that a resync fills.</summary>
public static class ShadowMaker
{
    /// <summary>
    /// A table with the live one's columns, defaults, storage, options and owner, but without its keys, indexes and identity, which come after the rows, and
    /// with privileges for nobody.
    /// </summary>
    /// <param name="wantedName">In the live table's schema; a variant of it is taken where something has that name.</param>
    /// <exception cref="InvalidOperationException">There is no live table.</exception>
    public static async Task<ShadowTable> MakeAsync(NpgsqlTransaction transaction, QualifiedTable live, string wantedName, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var head = await TableHead.FindAsync(connection, live, ct) ?? throw new InvalidOperationException($"There is no table {live} to make a shadow of.");
        var shadow = live with { Name = await new TakenNames(connection).TakeAsync(live.Schema, wantedName, ct) };
        await connection.RunAsync(Create(head, live, shadow), ct);
        await connection.RunAllAsync(
        [
            .. await RevokesAsync(connection, shadow, ct),
            .. await ColumnSettingsAsync(connection, head, shadow, ct),
            .. Marks(head, shadow),

            // Last: what comes before may need no more than to have made the table.
            $"alter table {Identifiers.Quote(shadow)} owner to {Identifiers.Quote(head.Owner)}",
        ], ct);
        return new ShadowTable(shadow, (await TableHead.FindAsync(connection, shadow, ct))!.Oid);
    }

    /// <summary>Drops the shadow, never with CASCADE; does nothing when the name now belongs to another table. Run outside a transaction.</summary>
    public static async Task DropAsync(NpgsqlConnection connection, QualifiedTable name, uint oid, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await DropAsync(transaction, name, oid, ct);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>The same, as a part of <paramref name="transaction"/>.</summary>
    public static async Task DropAsync(NpgsqlTransaction transaction, QualifiedTable name, uint oid, CancellationToken ct)
    {
        if ((await TableHead.FindAsync(transaction.Connection!, name, ct))?.Oid == oid)
        {
            await transaction.Connection!.RunAsync($"drop table {Identifiers.Quote(name)}", ct);
        }
    }

    private static string Create(TableHead head, QualifiedTable live, QualifiedTable shadow) =>
        $"create {(head.Persistence == "u" ? "unlogged " : "")}table {Identifiers.Quote(shadow)} (like {Identifiers.Quote(live)}"
        + " including defaults including generated including storage including compression including comments)"
        + (head.AccessMethod == "" ? "" : $" using {Identifiers.Quote(head.AccessMethod)}")
        + OptionsDdl.With(head.Options)
        + $" tablespace {Identifiers.Quote(head.Tablespace)}";

    /// <summary>Default privileges would let others see a table that is not whole yet.</summary>
    private static Task<List<string>> RevokesAsync(NpgsqlConnection connection, QualifiedTable shadow, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            connection,
            """
            select distinct case when a.grantee = 0 then '' else pg_get_userbyid(a.grantee)::text end
            from pg_class c, aclexplode(c.relacl) a where c.oid = $1::regclass and a.grantee <> c.relowner
            """,
            row => $"revoke all on table {Identifiers.Quote(shadow)} from {(row.GetString(0) == "" ? "public" : Identifiers.Quote(row.GetString(0)))}",
            ct, new NpgsqlParameter { Value = Identifiers.Quote(shadow), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });

    /// <summary>What <c>like</c> does not know of.</summary>
    private static async Task<IEnumerable<string>> ColumnSettingsAsync(NpgsqlConnection connection, TableHead live, QualifiedTable shadow, CancellationToken ct) =>
        ColumnSettings.Statements(
            $"alter table {Identifiers.Quote(shadow)}", await ColumnSettings.ReadAsync(connection, live.Oid, ct),
            await ColumnSettings.ReadAsync(connection, (await TableHead.FindAsync(connection, shadow, ct))!.Oid, ct));

    /// <summary>A publication FOR ALL TABLES has the shadow too: it needs an identity as soon as changes are applied to it.</summary>
    private static IEnumerable<string> Marks(TableHead head, QualifiedTable shadow)
    {
        if (head.ReplicaIdentity is "f" or "n")
        {
            yield return $"alter table {Identifiers.Quote(shadow)} replica identity {(head.ReplicaIdentity == "f" ? "full" : "nothing")}";
        }

        if (head.Comment is { } comment)
        {
            yield return $"comment on table {Identifiers.Quote(shadow)} is {Identifiers.Literal(comment)}";
        }
    }
}

/// <summary>A shadow by name and oid, so that nothing else is ever taken for it.</summary>
public sealed record ShadowTable(QualifiedTable Name, uint Oid);
