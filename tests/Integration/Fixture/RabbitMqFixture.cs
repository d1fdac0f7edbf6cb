namespace BunnyDb.Integration.Fixture;

/// <summary>One real RabbitMQ node for a whole test run, started when the first test asks for it.</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"bunnydb-integration-mq-{Environment.ProcessId}");
    private readonly SemaphoreSlim starting = new(1, 1);
    private Uri? url;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (url is not null)
        {
            await ProjectScript.RunAsync("rabbitmq", ["stop", folder], TimeSpan.FromSeconds(60));
            Directory.Delete(folder, recursive: true);
        }

        starting.Dispose();
    }

    /// <summary>The node's AMQP address with user and password.</summary>
    /// <exception cref="InvalidOperationException">The node could not be started: a missing server fails a test, it does not skip it.</exception>
    public async Task<Uri> UrlAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (url is null)
            {
                await ProjectScript.RunAsync("rabbitmq", ["start", folder], TimeSpan.FromMinutes(2));
                url = new Uri((await ProjectScript.RunAsync("rabbitmq", ["url", folder], TimeSpan.FromSeconds(10))).Trim());
            }

            return url;
        }
        finally
        {
            starting.Release();
        }
    }
}
