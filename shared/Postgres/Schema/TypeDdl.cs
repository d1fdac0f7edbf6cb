namespace BunnyDb.Postgres.Schema;

/// <summary>Statements that make types.</summary>
public static class TypeDdl
{
    /// <summary>Makes an enum, a domain or a composite under its own name. What it is made of must exist.</summary>
    public static string Create(TypeShape type) => type.Kind switch
    {
        TypeKind.Enum => $"create type {Identifiers.Quote(type.Name)} as enum ({string.Join(", ", type.Labels.Select(Identifiers.Literal))})",
        TypeKind.Composite => $"create type {Identifiers.Quote(type.Name)} as ({string.Join(", ", type.Attributes.Select(a => $"{Identifiers.Quote(a.Name)} {a.Declaration}"))})",
        TypeKind.Domain => CreateDomain(type, type.Domain!),
        TypeKind.Base or TypeKind.Range or TypeKind.Multirange or TypeKind.Pseudo => throw new ArgumentException($"Type {type.Name} cannot be made.", nameof(type)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "unknown kind of type"),
    };

    private static string CreateDomain(TypeShape type, DomainShape domain) =>
        $"create domain {Identifiers.Quote(type.Name)} as {domain.BaseDeclaration}"
        + (domain.Collation is null ? "" : $" collate {domain.Collation}")
        + (domain.Default is null ? "" : $" default {domain.Default}")
        + (domain.IsNotNull ? " not null" : "")
        + string.Concat(domain.Checks.Select(check => $" constraint {Identifiers.Quote(check.Name)} {check.Definition}"));
}
