using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>Comments on the table and on all that belongs to it, once everything has its name.</summary>
internal static class Comments
{
    internal static async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var parts = await CatalogQuery.ReadAsync(
            scene.Connection, SqlFile.Read("comments"),
            row => (Kind: row.GetString(0), Table: row.Oid(1), Schema: row.GetString(2), Name: row.GetString(3), Comment: row.GetString(4)),
            ct, CatalogQuery.Oids(scene.LiveOids));
        foreach (var part in parts)
        {
            var on = part.Schema == ""
                ? $"{part.Kind} {Identifiers.Quote(part.Name)} on {scene.Of(part.Table).LiveSql}"
                : $"{part.Kind} {Identifiers.Quote(new QualifiedTable(part.Schema, part.Name))}";
            script.Add(SwapStage.Comments, $"comment on {on} is {Identifiers.Literal(part.Comment)}");
        }

        foreach (var subject in scene.Subjects)
        {
            var columns = await CatalogQuery.ReadAsync(
                scene.Connection, SqlFile.Read("table_comments"), row => (Column: row.Text(0), Comment: row.Text(1)), ct,
                new NpgsqlParameter { Value = subject.LiveOid, NpgsqlDbType = NpgsqlDbType.Oid },
                new NpgsqlParameter { Value = subject.ShadowOid, NpgsqlDbType = NpgsqlDbType.Oid });
            script.AddAll(SwapStage.Comments, columns.Select(column =>
                $"comment on {(column.Column is null ? $"table {subject.LiveSql}" : $"column {subject.LiveSql}.{Identifiers.Quote(column.Column)}")}"
                + $" is {(column.Comment is null ? "null" : Identifiers.Literal(column.Comment))}"));
        }
    }
}
