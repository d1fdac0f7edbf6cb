using BunnyDb.Applier.Rows;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>Writes what a plan comes to: rows that go, rows that change, rows that come, each kind in one statement.</summary>
internal sealed class SetWriter(NpgsqlConnection connection) : IDisposable
{
    private readonly RowBuffer outgoing = new();
    private readonly RowSending sending = new(connection);

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
            await sending.SendAsync(statements.CopyIn, outgoing.Memory, ct);
        }
    }

    public void Dispose()
    {
        outgoing.Dispose();
        sending.Dispose();
    }

    private async Task DeleteAsync(SetStatements statements, IReadOnlyList<int> key, int count, bool isThere, CancellationToken ct)
    {
        if (count > 0)
        {
            Expect(isThere ? count : 0, await ChangeAsync(statements, key, statements.Delete, ct));
        }
    }

    private async Task UpdateAsync(SetStatements statements, UpdatedRows updated, int count, CancellationToken ct) =>
        Expect(count, await ChangeAsync(statements, updated.Columns, statements.Update(updated.Columns), ct));

    private Task<int> ChangeAsync(SetStatements statements, IReadOnlyList<int> columns, string statement, CancellationToken ct) =>
        Staging.RunAsync(connection, statements.Staging, () => sending.SendAsync(statements.CopyStaged(columns), outgoing.Memory, ct), statement, ct);

    private int Fill(Func<RowBuffer, int> write)
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
