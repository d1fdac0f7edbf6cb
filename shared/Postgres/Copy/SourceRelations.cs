using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>Reads <see cref="SourceRelation"/>s. Estimates only: counting a table would cost as much as copying it.</summary>
public static class SourceRelations
{
    private const int SampledPages = 32;

    /// <summary>For a table whose sampled pages hold no rows: rows of about a hundred bytes.</summary>
    private const double UsualRowsPerPage = 60;

    /// <summary>The table, or the leaves of a partitioned one; empty: there is no such table, or it has no partitions.</summary>
    public static async Task<IReadOnlyList<SourceRelation>> OfAsync(NpgsqlTransaction source, QualifiedTable table, CancellationToken ct)
    {
        var known = new List<(QualifiedTable Name, long Pages, double? RowsPerPage, bool HidesRows)>();
        await using (var command = new NpgsqlCommand(SqlFile.Read("source-relations"), source.Connection, source))
        {
            command.Parameters.AddWithValue(table.Schema);
            command.Parameters.AddWithValue(table.Name);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                known.Add((
                    new QualifiedTable(reader.GetString(0), reader.GetString(1)), reader.GetInt64(2),
                    await reader.IsDBNullAsync(3, ct) ? null : reader.GetDouble(3), reader.GetBoolean(4)));
            }
        }

        var relations = new List<SourceRelation>(known.Count);
        foreach (var (name, pages, rowsPerPage, hidesRows) in known)
        {
            var density = rowsPerPage ?? (hidesRows || pages == 0 ? UsualRowsPerPage : await SampleDensityAsync(source, name, pages, ct));
            relations.Add(new SourceRelation(name, pages, density, hidesRows));
        }

        return relations;
    }

    /// <summary>A table that was never analyzed: looks at a few pages in its middle.</summary>
    private static async Task<double> SampleDensityAsync(NpgsqlTransaction source, QualifiedTable relation, long pages, CancellationToken ct)
    {
        var from = Math.Max(0, (pages - SampledPages) / 2);
        var to = Math.Min(pages, from + SampledPages);
        await using var command = new NpgsqlCommand(
            $"select count(*) from only {Identifiers.Quote(relation)} where {CopyPredicate.Pages(from, to)}", source.Connection, source);
        var rows = (long)(await command.ExecuteScalarAsync(ct))!;
        return rows == 0 ? UsualRowsPerPage : (double)rows / (to - from);
    }
}
