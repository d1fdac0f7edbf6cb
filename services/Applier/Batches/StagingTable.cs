using System.Security.Cryptography;
using System.Text;

namespace BunnyDb.Applier.Batches;

/// <summary>A temporary table, named after its columns: two of one name are alike.</summary>
/// <param name="Columns">Names and types, as in CREATE TABLE.</param>
internal sealed record StagingTable(string Columns)
{
    internal string Name { get; } = $"pg_temp.bunnydb_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Columns)))[..16]}";
}
