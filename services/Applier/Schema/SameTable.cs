using BunnyDb.Applier.Routes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres.PgOutput;
using BunnyDb.Postgres.SchemaChanges;

namespace BunnyDb.Applier.Schema;

/// <summary>A mapping names a table; this holds that the name still means the table that was copied. Pure.</summary>
internal static class SameTable
{
    /// <exception cref="FaultException">A mirrored table was renamed, or another table has taken its name: its changes would be lost, or come into the wrong table.</exception>
    internal static void Check(RelationMessage relation, IEnumerable<TableRoute> routes)
    {
        foreach (var route in routes)
        {
            var (isNamed, isSame) = (route.Source == relation.Table, route.Known?.Oid == relation.RelationId);
            if (isSame && !isNamed)
            {
                throw Mismatch(
                    route, $"The source's table {route.Source} is called {relation.Table} now.",
                    $"Give it its old name back on the source and resume; or take {route.Source} out of the mirror, map {relation.Table} and resume, which copies it anew.");
            }

            if (isNamed && !isSame && route.Known is not null)
            {
                throw Replaced(route);
            }
        }
    }

    /// <summary>Before changes come: a table that was made anew may never send one.</summary>
    /// <exception cref="FaultException">Another table has taken its name.</exception>
    internal static void Check(SourceTable now, TableRoute route)
    {
        if (route.Known is { } known && known.Oid != now.Oid)
        {
            throw Replaced(route);
        }
    }

    private static FaultException Replaced(TableRoute route) =>
        Mismatch(route, $"The source has another table by the name of {route.Source} than the one that was copied.", SchemaFault.CopyAnew);

    private static FaultException Mismatch(TableRoute route, string message, string remedy) =>
        new(new Fault(FaultKind.Halt, FaultCode.SchemaMismatch, message, remedy, route.Destination.ToString()));
}
