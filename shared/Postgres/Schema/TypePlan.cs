using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>How the types of one database compare with those of another that needs them. Pure.</summary>
/// <param name="ToMake">Enums, domains and composites that are missing and can be made, what others are made of first.</param>
/// <param name="CannotMake">Missing, and only an operator can provide them: of an extension, ranges, row types of tables.</param>
/// <param name="LacksLabels">Enums that are there but lack labels.</param>
public sealed record TypePlan(IReadOnlyList<TypeShape> ToMake, IReadOnlyList<TypeShape> CannotMake, IReadOnlyList<(TypeShape Type, string Label)> LacksLabels)
{
    /// <param name="needed">As <see cref="SchemaReader.ReadTypesAsync"/> gives them.</param>
    /// <param name="present">Types of the other database, by name.</param>
    public static TypePlan Of(IEnumerable<TypeShape> needed, IReadOnlyDictionary<QualifiedTable, TypeShape> present)
    {
        var own = needed.Where(type => !type.IsArray && type.Kind != TypeKind.Multirange).ToList();
        var missing = own.Where(type => !present.ContainsKey(type.Name)).ToLookup(CanBeMade);
        var labels = own
            .Where(type => present.ContainsKey(type.Name))
            .SelectMany(type => type.Labels.Except(present[type.Name].Labels).Select(label => (type, label)));
        return new TypePlan([.. missing[true]], [.. missing[false]], [.. labels]);
    }

    private static bool CanBeMade(TypeShape type) => type.Extension is null && type.Kind switch
    {
        TypeKind.Enum or TypeKind.Domain => true,
        TypeKind.Composite => !type.IsRowType,
        TypeKind.Base or TypeKind.Range or TypeKind.Multirange or TypeKind.Pseudo => false,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "unknown kind of type"),
    };
}
