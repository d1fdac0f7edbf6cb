using System.Text.Json;

namespace BunnyDb.Cli.Settings;

/// <summary>What a login leaves on this machine, readable by its user alone.</summary>
internal sealed record StoredLogin(string Url, string Token)
{
    private static string FilePath => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
        "bunnydb", "login.json");

    /// <summary>Null: nobody logged in here.</summary>
    internal static StoredLogin? Read() => File.Exists(FilePath) ? JsonSerializer.Deserialize<StoredLogin>(File.ReadAllText(FilePath)) : null;

    internal void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        var unfinished = $"{FilePath}.{Guid.NewGuid():N}";

        // Made with its mode: at no moment can others read it.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(unfinished, options))
        {
            JsonSerializer.Serialize(file, this);
        }

        File.Move(unfinished, FilePath, overwrite: true);
    }

    public override string ToString() => Url;
}
