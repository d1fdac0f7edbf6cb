using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>
/// The sequences of the table's columns. A serial's goes over to the new table as it is. An identity's cannot: the new table gets one of the same name, options
/// and value, so that the application's next row has the next number.
/// </summary>
internal static class Sequences
{
    internal static async Task CarryAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var sequences = await CatalogQuery.ReadAsync(scene.Connection, SqlFile.Read("sequences_of_tables"), Read, ct, CatalogQuery.Oids(scene.LiveOids));
        var privileges = await Privilege.ReadAsync(scene.Connection, sequences.Where(sequence => sequence.IsIdentity).Select(sequence => sequence.Oid), ct);
        foreach (var sequence in sequences)
        {
            var table = scene.Of(sequence.Table);
            if (!sequence.IsIdentity)
            {
                script.Add(SwapStage.Dress, SequenceDdl.OwnedBy(sequence.Name, table.Live, sequence.Column));
                continue;
            }

            var old = sequence.Name with { Name = await scene.Names.TakeAsync(sequence.Name.Schema, $"{sequence.Name.Name}_old", ct) };
            script.Add(SwapStage.FreeNames, $"alter sequence {Identifiers.Quote(sequence.Name)} rename to {Identifiers.Quote(old.Name)}");
            script.AddAll(SwapStage.Dress, sequence.Identity(table, old));
            script.AddAll(SwapStage.Dress, Privilege.Statements(
                $"sequence {Identifiers.Quote(sequence.Name)}", [table.Owner, null, .. scene.DefaultHolders], [.. privileges[sequence.Oid]], scene.SessionRole));
        }
    }

    /// <summary>What uses an identity's sequence by itself would go on with the old one.</summary>
    internal static async Task FindObstaclesAsync(SwapScene scene, SwapScript script, CancellationToken ct)
    {
        var sequences = await CatalogQuery.ReadAsync(scene.Connection, SqlFile.Read("sequences_of_tables"), Read, ct, CatalogQuery.Oids(scene.LiveOids));
        script.Obstacles.AddRange(sequences.Where(sequence => sequence is { IsIdentity: true, Users: not null }).Select(sequence => new SwapObstacle(
            "identity_sequence_used", $"sequence {sequence.Name}", $"The sequence of an identity column is made anew, and {sequence.Users} uses it.",
            "Let it use a sequence of its own, or mirror the table with resync_strategy truncate.")));
    }

    private static OwnedSequence Read(NpgsqlDataReader row) => new(
        row.Oid(0), row.GetString(1), row.GetBoolean(2), new QualifiedTable(row.GetString(3), row.GetString(4)), row.Oid(5), row.GetString(6) == "a", row.GetString(7),
        $"start with {row.GetInt64(8)} increment by {row.GetInt64(9)} minvalue {row.GetInt64(10)} maxvalue {row.GetInt64(11)} cache {row.GetInt64(12)}"
        + (row.GetBoolean(13) ? " cycle" : " no cycle"),
        row.Text(14), row.Text(15));

    private sealed record OwnedSequence(
        uint Table, string Column, bool IsIdentity, QualifiedTable Name, uint Oid, bool IsAlways, string OtherType, string Options, string? Comment, string? Users)
    {
        internal IEnumerable<string> Identity(SwapSubject table, QualifiedTable old)
        {
            var name = Identifiers.Quote(Name);
            yield return $"alter table {table.LiveSql} alter column {Identifiers.Quote(Column)} add generated {(IsAlways ? "always" : "by default")} as identity"
                + $" (sequence name {name} {(OtherType == "" ? Options : "")})";
            if (OtherType != "")
            {
                yield return $"alter sequence {name} as {OtherType} {Options}";
            }

            yield return $"select pg_catalog.setval({Identifiers.Literal(name)}::pg_catalog.regclass, last_value, is_called) from {Identifiers.Quote(old)}";
            if (Comment is not null)
            {
                yield return $"comment on sequence {name} is {Identifiers.Literal(Comment)}";
            }
        }
    }
}
