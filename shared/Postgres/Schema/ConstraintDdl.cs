using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>Statements that give a table what one of equal columns has.</summary>
public static class ConstraintDdl
{
    public static string Add(QualifiedTable table, ConstraintShape constraint, string name) =>
        $"alter table {Identifiers.Quote(table)} add constraint {Identifiers.Quote(name)} {constraint.Definition}{(constraint.IsValidated ? "" : " not valid")}";

    public static string CreateIndex(QualifiedTable table, IndexShape index, string name) =>
        $"create {(index.IsUnique ? "unique " : "")}index {Identifiers.Quote(name)} on {Identifiers.Quote(table)} {index.Definition}";

    /// <param name="referenced">The table it refers to, which may have another name than the original's.</param>
    /// <param name="isNotValid">Rows that are there are not looked at; <see cref="Validate"/> does so later under a weaker lock.</param>
    public static string AddForeignKey(QualifiedTable table, ForeignKeyShape key, QualifiedTable referenced, string name, bool isNotValid) =>
        $"alter table {Identifiers.Quote(table)} add constraint {Identifiers.Quote(name)} foreign key ({Identifiers.QuoteAll(key.Columns)})"
        + $" references {Identifiers.Quote(referenced)} ({Identifiers.QuoteAll(key.ReferencedColumns)})"
        + (key.IsMatchFull ? " match full" : "")
        + $" on update {key.OnUpdate} on delete {key.OnDelete}"
        + (key.SetColumns.Count == 0 ? "" : $" ({Identifiers.QuoteAll(key.SetColumns)})")
        + (key.IsDeferrable ? " deferrable" : "")
        + (key.IsDeferred ? " initially deferred" : "")
        + (isNotValid ? " not valid" : "");

    public static string Validate(QualifiedTable table, string name) =>
        $"alter table {Identifiers.Quote(table)} validate constraint {Identifiers.Quote(name)}";
}
