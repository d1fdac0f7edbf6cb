namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>What a swap knows to carry over, and what it does not.</summary>
internal enum DependantKind
{
    View,
    MaterializedView,

    /// <summary>A rule of another relation whose action or condition reads the table.</summary>
    Rule,

    /// <summary>A policy of another table that reads the table.</summary>
    Policy,

    /// <summary>A function or procedure with a body of SQL statements that the catalog knows, or with the row type in its signature.</summary>
    Function,

    /// <summary>Of another table that refers to the table.</summary>
    ForeignKey,

    Publication,

    /// <summary>Owned by a column, and drawn from by its default.</summary>
    SerialSequence,

    Unknown,
}
