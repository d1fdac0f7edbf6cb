namespace BunnyDb.Applier.Rows;

/// <summary>SQL text and its values, as PostgreSQL printed them. The text is one object per shape of statement, so that it is prepared once.</summary>
internal readonly record struct RowStatement(string Sql, string?[] Values)
{
    // Row values must not reach a log through a record's printing.
    public override string ToString() => Sql;
}
