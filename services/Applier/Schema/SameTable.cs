using BunnyDb.Applier.Routes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;
using BunnyDb.Postgres.SchemaChanges;

namespace BunnyDb.Applier.Schema;

/// <summary>A mapping names a table; this holds that the name still means the table that was copied. Pure.</summary>
internal static class SameTable
{
    /// <summary>The route of the table that was copied, whatever it was called at the change. Null: it is no table of ours.</summary>
    /// <exception cref="FaultException">Another table has taken its name: its changes would come into the wrong table.</exception>
    internal static TableRoute? RouteOf(RelationMessage relation, IReadOnlyCollection<TableRoute> routes)
    {
        if (routes.FirstOrDefault(route => route.Known?.Oid == relation.RelationId) is { } same)
        {
            return same;
        }

        var named = routes.FirstOrDefault(route => route.Source == relation.Table);
        return named?.Known is null ? named : throw Replaced(named);
    }

    /// <summary>Changes of a table that has another name now would be taken for somebody else's when the lane begins the next time.</summary>
    internal static FaultException Renamed(TableRoute route, QualifiedTable name) => Mismatch(
        route, $"The source's table {route.Source} is called {name} now.",
        $"Give it its old name back on the source and resume; or take {route.Source} out of the mirror, and {name} if it is in it, resume and pause, then map what is to be mirrored and resume, which copies it anew.");

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
