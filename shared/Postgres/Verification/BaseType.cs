using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Verification;

/// <summary>A column's type, or what its domain is made of in the end: a domain prints its values as that does.</summary>
/// <param name="Declaration">As <c>format_type</c> prints it, with modifiers.</param>
internal sealed record BaseType(string Declaration, bool IsBuiltIn)
{
    /// <summary>Oids below belong to PostgreSQL itself (<c>FirstNormalObjectId</c>).</summary>
    private const uint FirstNormalOid = 16384;

    /// <param name="types">The types of the same server that are not built in.</param>
    internal static BaseType Of(ColumnType type, IReadOnlyDictionary<uint, TypeShape> types)
    {
        var (oid, declaration) = (type.Oid, type.Declaration);
        while (types.TryGetValue(oid, out var shape) && shape.Domain is { } domain)
        {
            (oid, declaration) = (domain.BaseType, domain.BaseDeclaration);
        }

        return new BaseType(declaration, oid < FirstNormalOid);
    }
}
