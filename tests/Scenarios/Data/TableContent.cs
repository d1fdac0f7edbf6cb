using Npgsql;

namespace BunnyDb.Scenarios.Data;

/// <summary>
/// What a table holds, without regard to order, exact as a multiset for every practical purpose: the number of rows and two independent
/// sums of 64-bit hashes over their text. A row that is there twice counts twice, which an xor of hashes would hide.
/// </summary>
internal sealed record TableContent(long Rows, decimal FirstSum, decimal SecondSum)
{
    /// <summary>Text of dates, floats and binary depends on the session.</summary>
    private const string Session =
        "set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex'; set timezone = 'UTC'; set row_security = off";

    public static async Task<TableContent> OfAsync(NpgsqlDataSource database, string table, IReadOnlyList<string> columns)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(Session);
        var row = $"row({string.Join(", ", columns)})::text";
        await using var command = new NpgsqlCommand(
            $"""
            select count(*), coalesce(sum(hashtextextended({row}, 1)::numeric), 0), coalesce(sum(hashtextextended({row}, 2)::numeric), 0)
            from {table}
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new TableContent(reader.GetInt64(0), reader.GetDecimal(1), reader.GetDecimal(2));
    }

    /// <summary>The table's columns by name, quoted for SQL, without those excluded.</summary>
    public static Task<IReadOnlyList<string>> ColumnsAsync(NpgsqlDataSource database, string table, IReadOnlyCollection<string> excluded) =>
        database.ColumnAsync(
            """
            select quote_ident(attname) from pg_attribute
            where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> all ($2)
            order by attname
            """,
            table, excluded.ToArray());
}
