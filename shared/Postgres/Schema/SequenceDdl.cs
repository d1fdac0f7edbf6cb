using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>Statements that make sequences.</summary>
public static class SequenceDdl
{
    public static string Create(SequenceShape sequence, QualifiedTable name) =>
        $"create sequence {Identifiers.Quote(name)} as {sequence.Type} {Options(sequence)}";

    public static string OwnedBy(QualifiedTable sequence, QualifiedTable table, string column) =>
        $"alter sequence {Identifiers.Quote(sequence)} owned by {Identifiers.Quote(table)}.{Identifiers.Quote(column)}";

    /// <summary>What may also stand in the parentheses of an identity column.</summary>
    public static string Options(SequenceShape sequence) =>
        $"start with {sequence.Start} increment by {sequence.Increment} minvalue {sequence.Min} maxvalue {sequence.Max} cache {sequence.Cache}"
        + (sequence.IsCycle ? " cycle" : " no cycle");
}
