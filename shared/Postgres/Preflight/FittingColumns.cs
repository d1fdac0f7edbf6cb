using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres.Schema;
using TypeWidening = BunnyDb.Postgres.SchemaChanges.TypeWidening;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Preflight;

/// <summary>Whether a destination table that is there takes the source's rows.</summary>
internal static class FittingColumns
{
    internal static async Task CheckAsync(
        TableMapping mapping, TableShape source, TableShape destination, DestinationFacts facts, NpgsqlConnection connection, Findings findings, CancellationToken ct)
    {
        var leftOut = source.LeftOut(mapping.ExcludeColumns);
        var carried = source.Columns.Where(column => !leftOut.Contains(column.Number)).ToList();
        foreach (var column in carried)
        {
            if (destination.Column(column.Name) is { } target)
            {
                await CheckColumnAsync(mapping, column, target, facts, connection, findings, ct);
            }
            else if (!column.IsGenerated)
            {
                findings.Refuse("missing_column", $"{mapping.Destination} lacks the column {Identifiers.Quote(column.Name)} of {mapping.Source}.",
                    $"Run on the destination: alter table {Identifiers.Quote(mapping.Destination)} add column {Identifiers.Quote(column.Name)} {column.Type.Declaration}; or exclude the column.",
                    mapping.Destination, column.Name);
            }
        }

        foreach (var extra in destination.Columns.Where(column => carried.All(own => own.Name != column.Name)))
        {
            if (extra is { IsNotNull: true, Default: null, Identity: null })
            {
                findings.Refuse("column_needs_value", $"Column {Identifiers.Quote(extra.Name)} of {mapping.Destination} is not null without a default, and the source does not provide it.",
                    "Give it a default, allow nulls, or drop it on the destination.", mapping.Destination, extra.Name);
            }
        }
    }

    private static async Task CheckColumnAsync(
        TableMapping mapping, ColumnShape column, ColumnShape target, DestinationFacts facts, NpgsqlConnection connection, Findings findings, CancellationToken ct)
    {
        var name = Identifiers.Quote(column.Name);
        if (column.IsGenerated != target.IsGenerated)
        {
            findings.Refuse("generated_column_differs",
                $"Column {name} is generated on the {(column.IsGenerated ? "source" : "destination")} only: PostgreSQL sends no values of a generated column and takes none.",
                column.IsGenerated ? "Make it a generated column on the destination too, or exclude it." : "Make it an ordinary column on the destination.",
                mapping.Destination, column.Name);
        }
        else if (!column.IsGenerated && !await TakesAsync(column.Type, target.Type, facts, connection, ct))
        {
            findings.Refuse("type_mismatch", $"Column {name} of {mapping.Destination} is {target.Type.Declaration}, which does not take the source's {column.Type.Declaration}.",
                "Change the column's type on the destination to the source's.", mapping.Destination, column.Name);
        }
        else if (!column.IsGenerated && TypeWidening.Loses((column.Type.Oid, column.Type.Modifier), (target.Type.Oid, target.Type.Modifier)))
        {
            findings.Refuse("type_mismatch", $"Column {name} of {mapping.Destination} is {target.Type.Declaration}, which would round or cut values of the source's {column.Type.Declaration}.",
                "Give it the source's type on the destination.", mapping.Destination, column.Name);
        }
        else if (!column.IsGenerated && column.Type.Oid == target.Type.Oid && column.Type.IsBuiltIn && column.Type.Declaration != target.Type.Declaration)
        {
            findings.Advise("type_modifier_differs", $"Column {name} of {mapping.Destination} is {target.Type.Declaration}, on the source {column.Type.Declaration}: a value that does not fit stops the mirror.",
                "Give both the same declaration.", mapping.Destination, column.Name);
        }

        if (target.IsNotNull && !column.IsNotNull)
        {
            findings.Advise("stricter_column", $"Column {name} of {mapping.Destination} is not null, on the source it may be null: a null stops the mirror.",
                "Allow nulls on the destination unless the source has none.", mapping.Destination, column.Name);
        }
    }

    private static async Task<bool> TakesAsync(ColumnType source, ColumnType destination, DestinationFacts facts, NpgsqlConnection connection, CancellationToken ct)
    {
        if (source.Declaration == destination.Declaration || (source.IsBuiltIn && source.Oid == destination.Oid))
        {
            return true;
        }

        await using var command = new NpgsqlCommand(SqlFile.Read("takes_type"), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = BaseDeclaration(source, facts), NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = destination.Oid, NpgsqlDbType = NpgsqlDbType.Oid });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The destination need not have the source's domain, only take what it is made of.</summary>
    private static string BaseDeclaration(ColumnType type, DestinationFacts facts)
    {
        var declaration = type.Declaration;
        for (var domain = DomainOf(type.Oid, facts); domain is not null; domain = DomainOf(domain.BaseType, facts))
        {
            declaration = domain.BaseDeclaration;
        }

        return declaration;
    }

    private static DomainShape? DomainOf(uint type, DestinationFacts facts) => facts.SourceTypes.FirstOrDefault(known => known.Oid == type)?.Domain;
}
