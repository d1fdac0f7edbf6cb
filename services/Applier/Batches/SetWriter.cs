using BunnyDb.Applier.Rows;
using BunnyDb.Postgres.Copy;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>Writes what a plan comes to: rows that go, rows that change, rows that come, each kind in one statement.</summary>
internal sealed class SetWriter(NpgsqlConnection connection) : IDisposable
{
    private readonly RowText outgoing = new();
    private readonly Staging staging = new(connection);

    /// <exception cref="ReplayException">A row is not there that must be, or one is that must not.</exception>
    internal async Task WriteAsync(TableBatch batch, CancellationToken ct)
    {
        var (plan, statements) = (batch.Plan, batch.Statements);
        await DeleteAsync(statements, batch.KeyColumns, Fill(plan.WriteDeleted), isThere: true, ct);
        await DeleteAsync(statements, batch.KeyColumns, Fill(plan.WriteVanished), isThere: false, ct);
        foreach (var updated in plan.Updated())
        {
            if (statements.CanUpdate(updated.Columns))
            {
                await UpdateAsync(statements, updated, Fill(to => plan.Write(updated, to)), ct);
            }
        }

        if (Fill(plan.WriteInserted) > 0)
        {
            await TextImport.RunAsync(connection, statements.CopyIn, outgoing.Memory, ct);
        }
    }

    public void Dispose() => outgoing.Dispose();

    private async Task DeleteAsync(SetStatements statements, IEnumerable<int> key, int count, bool isThere, CancellationToken ct)
    {
        if (count > 0)
        {
            Expect(isThere ? count : 0, await staging.RunAsync(statements.Staging, SetStatements.Names(key), outgoing.Memory, statements.Delete, ct));
        }
    }

    private async Task UpdateAsync(SetStatements statements, UpdatedRows updated, int count, CancellationToken ct) =>
        Expect(count, await staging.RunAsync(
            statements.Staging, SetStatements.Names(updated.Columns), outgoing.Memory, statements.Update(updated.Columns), ct));

    private int Fill(Func<RowText, int> write)
    {
        outgoing.Clear();
        return write(outgoing);
    }

    private static void Expect(int count, int changed)
    {
        if (changed != count)
        {
            throw new ReplayException("a statement found other rows than the source's changes are about");
        }
    }
}
