using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Verification;

/// <summary>A column that both sides have, and the expression of each side whose text must be the same when the values are.</summary>
/// <param name="Number"><c>attnum</c> on the source.</param>
internal sealed record ComparedColumn(string Name, int Number, string OnSource, string OnDestination)
{
    internal static ComparedColumn Of(ColumnShape source, BaseType sourceType, BaseType destinationType)
    {
        var column = Identifiers.Quote(source.Name);
        return new ComparedColumn(source.Name, source.Number, sourceType.Declaration == destinationType.Declaration || !destinationType.IsBuiltIn
            ? column
            : AsStored(column, destinationType), column);
    }

    /// <summary>
    /// What the destination makes of the value: the output text (<c>concat</c> calls the output function, a cast to text does not always) through
    /// the input function of its type. Not <c>is not null</c>, which is false of a composite that holds a null.
    /// </summary>
    private static string AsStored(string column, BaseType type) =>
        $"case when {column} is distinct from null then concat({column})::{type.Declaration} end";
}
