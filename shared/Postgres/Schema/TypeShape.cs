using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>A type that is not built in.</summary>
/// <param name="IsArray">The array that PostgreSQL makes with its element's type.</param>
/// <param name="IsRowType">The row type of a table or view, not a type of its own.</param>
/// <param name="Extension">The extension that it belongs to.</param>
/// <param name="Labels">Of an enum, in order.</param>
/// <param name="Domain">Of a domain.</param>
/// <param name="Attributes">Of a composite, in order.</param>
/// <param name="MadeOf">Types that it is directly made of, built-in ones too.</param>
public sealed record TypeShape(
    uint Oid,
    QualifiedTable Name,
    TypeKind Kind,
    bool IsArray,
    bool IsRowType,
    string? Extension,
    IReadOnlyList<string> Labels,
    DomainShape? Domain,
    IReadOnlyList<AttributeShape> Attributes,
    IReadOnlyList<uint> MadeOf);

/// <summary>What a domain adds to its base type.</summary>
/// <param name="BaseType">The type under it, which may be a domain itself.</param>
/// <param name="Checks">
/// Without those that are NOT VALID: CREATE DOMAIN takes none, and a domain that has one refuses the source's older values in every copy, of whichever table,
/// now and in each resync. What the source has taken has passed them there.
/// </param>
public sealed record DomainShape(uint BaseType, string BaseDeclaration, bool IsNotNull, string? Default, string? Collation, IReadOnlyList<CheckShape> Checks);

/// <summary>A named check of a domain, as <c>pg_get_constraintdef</c> prints it.</summary>
public sealed record CheckShape(string Name, string Definition);

/// <summary>One field of a composite type; the declaration holds its collation.</summary>
public sealed record AttributeShape(string Name, string Declaration);
