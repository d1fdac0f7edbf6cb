using BunnyDb.Applier.Rows;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>Writes prepared sets one after the other, into one transaction.</summary>
internal sealed class SetWriter(NpgsqlConnection connection)
{
    private readonly Staging staging = new(connection);

    /// <exception cref="ReplayException">A row is not there that must be, or one is that must not.</exception>
    internal async Task WriteAsync(IReadOnlyList<PreparedSet> sets, CancellationToken ct)
    {
        foreach (var (rows, use) in sets)
        {
            using (rows)
            {
                if (use is null)
                {
                    await rows.SendAsync(connection, ct);
                }
                else if (await staging.RunAsync(use, () => rows.SendAsync(connection, ct), ct) != use.Changes)
                {
                    throw new ReplayException("a statement found other rows than the source's changes are about");
                }
            }
        }
    }
}
