namespace BunnyDb.Postgres.Schema;

/// <summary>Which types a set of types needs.</summary>
public static class TypeClosure
{
    /// <summary>Those of <paramref name="types"/> that <paramref name="roots"/> are or are made of, in the same order.</summary>
    public static List<TypeShape> Of(IReadOnlyList<TypeShape> types, IEnumerable<uint> roots)
    {
        var reached = roots.ToHashSet();
        // What others are made of comes first in the list, so going backwards meets every type after all that need it.
        foreach (var type in types.Reverse().Where(type => reached.Contains(type.Oid)))
        {
            reached.UnionWith(type.MadeOf);
        }

        return [.. types.Where(type => reached.Contains(type.Oid))];
    }
}
