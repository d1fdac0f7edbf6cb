using BunnyDb.Postgres.Binary;

namespace BunnyDb.Applier.Batches;

/// <summary>Where rows are copied to.</summary>
/// <param name="Statement">A <c>COPY … FROM STDIN</c> without options.</param>
/// <param name="Encoders">One a column; null: PostgreSQL reads some column's values itself.</param>
internal sealed record RowsIn(string Statement, IReadOnlyList<BinaryEncoder>? Encoders);
