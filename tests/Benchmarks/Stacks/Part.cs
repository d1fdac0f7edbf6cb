namespace BunnyDb.Benchmarks.Stacks;

/// <summary>A process that is looked at together with its descendants: a service, a broker, a database cluster.</summary>
/// <param name="Name">What it is called in the results; several instances of one service share a name.</param>
/// <param name="IsOurs">A service of BunnyDb.</param>
internal sealed record Part(string Name, int ProcessId, bool IsOurs)
{
    /// <summary>What contenders run from here: psql, pg_recvlogical, pgcopydb. This process itself, which only looks on, is not counted.</summary>
    internal static Part Clients { get; } = new("clients", Environment.ProcessId, IsOurs: false);

    internal bool CountsRoot => this != Clients;

    /// <summary>Every part of a running stack, by the pid files in its run folder.</summary>
    internal static IEnumerable<Part> Of(Stack stack) =>
        from file in Directory.EnumerateFiles(stack.Directory, "*.pid")
        let part = Path.GetFileNameWithoutExtension(file)
        let name = part.TrimEnd('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
        let isServer = name is "source" or "destination" or "catalog" or "rabbitmq"
        select new Part(name, int.Parse(File.ReadAllText(file)), !isServer);
}
