namespace BunnyDb.Demo.Resyncs;

/// <summary>
/// A bank's accounts in databases of their own. Money only moves between open accounts of one branch, so that number and sum are the same
/// in every consistent read, of a branch and of all; each move adds one to both rows' stamps, which therefore only grow.
/// </summary>
internal sealed class Bank(Database sourceCluster, Database destinationCluster, Database source, Database destination)
{
    internal const string Name = "bank";
    internal const string Table = "bank.account";
    internal const int Branches = 20;
    internal const int BranchAccounts = 1000;
    internal const int OpenAccounts = Branches * BranchAccounts;
    internal const int Closed = 5_000;
    internal const long FirstBalance = 1000;

    internal async Task OpenAsync(CancellationToken ct)
    {
        foreach (var (cluster, database) in ((Database, Database)[])[(sourceCluster, source), (destinationCluster, destination)])
        {
            await cluster.ExecuteAsync($"create database {database.Name}", ct);
            await database.ExecuteAsync(await Script.ReadAsync("bank", ct), ct);
        }

        await using var fill = await source.OpenAsync(ct);
        await using var command = fill.CreateCommand();
        command.CommandText = await Script.ReadAsync("fill", ct);
        command.Parameters.Add(new() { Value = OpenAccounts });
        command.Parameters.Add(new() { Value = Closed });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Everything that the applications of the destination have built on the table.</summary>
    internal async Task DressAsync(CancellationToken ct) => await destination.ExecuteAsync(await Script.ReadAsync("dress", ct), ct);

    /// <summary>Spares what the readers' sums cover, so that they still know a whole read from a torn one: closed accounts go, notes of open ones change.</summary>
    internal async Task<string> DamageAsync(CancellationToken ct)
    {
        var damage = await Script.ReadAsync("damage", ct);
        await destination.ExecuteAsync(damage, ct);
        return damage;
    }

    internal Task<long> MissingAsync(CancellationToken ct) => destination.ScalarAsync<long>($"select {OpenAccounts + Closed} - count(*) from {Table}", ct);

    internal Task<long> AlteredAsync(CancellationToken ct) => destination.ScalarAsync<long>($"select count(*) from {Table} where note <> 'account ' || id", ct);

    /// <summary>All that the catalog says of the destination's objects, without an oid, as one hash.</summary>
    internal async Task<string> FingerprintAsync(CancellationToken ct)
    {
        await using var connection = await destination.OpenAsync(ct);
        await using var command = connection.CreateCommand();

        // Compiling this query would take many times as long as running it.
        command.CommandText = "set jit = off";
        await command.ExecuteNonQueryAsync(ct);
        command.CommandText =
            $"""select count(*) || ' facts, md5 ' || md5(string_agg(line, chr(10) order by line collate "C")) from ({await Script.ReadAsync("fingerprint", ct)}) f""";
        return (string)(await command.ExecuteScalarAsync(ct))!;
    }
}
