using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What a shadow still lacks of the live table's structures.</summary>
/// <param name="Indexes">To build, also those that a constraint will be put on.</param>
/// <param name="Attachable">Constraints whose index stands there already.</param>
/// <param name="Constraints">Checks, and constraints that make their index themselves.</param>
internal sealed record ShadowGap(
    IReadOnlyList<TableStructure> Indexes, IReadOnlyList<(TableStructure Constraint, string Index)> Attachable, IReadOnlyList<TableStructure> Constraints)
{
    internal static async Task<ShadowGap> ReadAsync(NpgsqlConnection connection, uint live, uint shadow, CancellationToken ct) =>
        Of(await TableStructure.ReadAsync(connection, live, ct), await TableStructure.ReadAsync(connection, shadow, ct));

    internal static ShadowGap Of(IReadOnlyList<TableStructure> live, IReadOnlyList<TableStructure> shadow)
    {
        var (_, missing, extra) = TableStructure.Pair(live, shadow);
        var bare = extra.Where(index => index is { IsCheck: false, ConstraintType: "" }).ToList();
        var indexes = new List<TableStructure>();
        var attachable = new List<(TableStructure, string)>();
        foreach (var structure in missing.Where(structure => structure is { IsCheck: false, IsMadeOfIndex: true }))
        {
            var at = structure.ConstraintType == "" ? -1 : bare.FindIndex(index => index.IndexKey == structure.IndexKey);
            if (at < 0)
            {
                indexes.Add(structure);
                continue;
            }

            attachable.Add((structure, bare[at].Name));
            bare.RemoveAt(at);
        }

        return new ShadowGap(indexes, attachable, [.. missing.Where(structure => structure.IsCheck || !structure.IsMadeOfIndex)]);
    }
}
