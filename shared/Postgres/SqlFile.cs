using System.Reflection;
using System.Runtime.CompilerServices;

namespace BunnyDb.Postgres;

/// <summary>SQL that lies in a file of its own beside the code that runs it.</summary>
public static class SqlFile
{
    /// <summary>Reads the embedded file <c>NAME.sql</c> of the calling assembly; its name is unique there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string Read(string name)
    {
        var assembly = Assembly.GetCallingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(n => n.EndsWith($".{name}.sql", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
