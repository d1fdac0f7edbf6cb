namespace BunnyDb.Demo.Resyncs;

/// <summary>The SQL files of this folder, and the fingerprint that the tests of the swap use.</summary>
internal static class Script
{
    internal static async Task<string> ReadAsync(string name, CancellationToken ct)
    {
        using var text = new StreamReader(typeof(Script).Assembly.GetManifestResourceStream($"{name}.sql")!);
        return await text.ReadToEndAsync(ct);
    }
}
