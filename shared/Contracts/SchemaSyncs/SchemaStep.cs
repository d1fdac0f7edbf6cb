namespace BunnyDb.Contracts.SchemaSyncs;

/// <summary>One thing that a schema sync does, or does not.</summary>
/// <param name="Table">Of the destination.</param>
/// <param name="Statement">As it runs on the destination; several are separated by <c>;</c>. Empty for <see cref="SchemaStepKind.CopyTable"/>.</param>
/// <param name="Reason">Why it is refused or left for later, or what it brings along.</param>
/// <param name="Remedy">What to do about that.</param>
public sealed record SchemaStep(string Table, SchemaStepKind Kind, string Statement, SchemaStepStatus Status, string? Reason = null, string? Remedy = null);

/// <summary>What a step changes.</summary>
public enum SchemaStepKind
{
    AddColumn,
    RenameColumn,
    DropColumn,
    AlterType,
    SetDefault,
    DropDefault,
    SetNotNull,
    DropNotNull,
    AddConstraint,
    CreateIndex,
    AddForeignKey,

    /// <summary>Of a type that the table uses.</summary>
    AddEnumLabel,

    /// <summary>No statement helps, and so there is none: the table has to be copied anew.</summary>
    CopyTable,
}

/// <summary>What becomes of a step. Set by the planner, and to Applied or Refused by the run.</summary>
public enum SchemaStepStatus
{
    /// <summary>It is done unless this is a dry run.</summary>
    Planned,

    Applied,

    /// <summary>It would lose something, or something depends on it.</summary>
    Refused,

    /// <summary>Changes that are still under way may not fit: once the mirror has caught up.</summary>
    Later,
}
