using BunnyDb.Integration.Fixture;
using Npgsql;

namespace BunnyDb.Scenarios.Stacks;

/// <summary>The shell assignments that a running stack leaves in its <c>env</c> file (contract, section 6).</summary>
public sealed class StackEnvironment
{
    private static readonly string[] Names =
        ["API_URL", "METRICS_URLS", "SOURCE_URL", "DESTINATION_URL", "CATALOG_URL", "AMQP_URL", "RABBITMQ_CTL", "ADMIN_USER", "ADMIN_PASSWORD"];

    private readonly Dictionary<string, string> values;

    private StackEnvironment(Dictionary<string, string> values) => this.values = values;

    public Uri Api => new(values["API_URL"]);

    public IReadOnlyList<Uri> Metrics =>
        [.. values["METRICS_URLS"].Split([' ', ',', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(url => new Uri(url))];

    public NpgsqlConnectionStringBuilder Source => LibpqUri.Parse(values["SOURCE_URL"]);

    public NpgsqlConnectionStringBuilder Destination => LibpqUri.Parse(values["DESTINATION_URL"]);

    public NpgsqlConnectionStringBuilder Catalog => LibpqUri.Parse(values["CATALOG_URL"]);

    public Uri Amqp => new(values["AMQP_URL"]);

    public string RabbitMqCtl => values["RABBITMQ_CTL"];

    public string AdminUser => values["ADMIN_USER"];

    public string AdminPassword => values["ADMIN_PASSWORD"];

    /// <summary>Lets a shell read the file, as an operator would.</summary>
    public static async Task<StackEnvironment> ReadAsync(string file)
    {
        var printed = await ProjectScript.RunProgramAsync(
            "/bin/bash", ["-c", ". \"$1\"; shift; for name in \"$@\"; do printf '%s\\0' \"${!name-}\"; done", "bash", file, .. Names], TimeSpan.FromSeconds(10));
        var parts = printed.Split('\0');
        return new StackEnvironment(Names.Select((name, i) => (name, parts[i])).ToDictionary(pair => pair.name, pair => pair.Item2));
    }
}
