using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Swaps;

/// <summary>One table of a swap under all the names that it has to do with.</summary>
/// <param name="Retired">Free when the plan was read.</param>
internal sealed record SwapSubject(uint LiveOid, QualifiedTable Live, string Owner, uint ShadowOid, QualifiedTable Shadow, QualifiedTable Retired)
{
    internal string LiveSql => Identifiers.Quote(Live);

    internal string RetiredSql => Identifiers.Quote(Retired);
}
