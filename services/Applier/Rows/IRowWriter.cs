using BunnyDb.Applier.Routes;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Rows;

/// <summary>Writes the changes of one stretch, in source order, into the destination transaction that is open.</summary>
internal interface IRowWriter
{
    /// <summary>What was written once <see cref="FinishAsync"/> has returned.</summary>
    Tally Tally { get; }

    ValueTask InsertAsync(TableShape table, InsertMessage insert, CancellationToken ct);

    ValueTask UpdateAsync(TableShape table, UpdateMessage update, CancellationToken ct);

    ValueTask DeleteAsync(TableShape table, DeleteMessage delete, CancellationToken ct);

    ValueTask TruncateAsync(IReadOnlyList<TableShape> tables, bool restartIdentity, CancellationToken ct);

    /// <summary>Returns when everything handed over is in the transaction.</summary>
    ValueTask FinishAsync(CancellationToken ct);
}
