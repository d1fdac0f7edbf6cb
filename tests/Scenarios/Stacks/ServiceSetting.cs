namespace BunnyDb.Scenarios.Stacks;

/// <summary>A service that runs with another setting for as long as a scenario needs it: it is killed and started for that, and for the end of it.</summary>
internal sealed class ServiceSetting : IAsyncDisposable
{
    private readonly StackPart service;
    private readonly string before;
    private bool isPut;

    private ServiceSetting(StackPart service, string before) => (this.service, this.before) = (service, before);

    public static async Task<ServiceSetting> PutAsync(StackPart service, string name, string value)
    {
        var setting = new ServiceSetting(service, await File.ReadAllTextAsync(service.SettingsFile));
        await setting.RestartAsync($"{setting.before}{name}={value}\n");
        return setting;
    }

    /// <summary>The service runs as it did before.</summary>
    public async Task TakeBackAsync()
    {
        if (isPut)
        {
            await RestartAsync(before);
            isPut = false;
        }
    }

    public async ValueTask DisposeAsync() => await TakeBackAsync();

    private async Task RestartAsync(string settings)
    {
        isPut = true;
        await File.WriteAllTextAsync(service.SettingsFile, settings);
        if (service.IsAlive)
        {
            await service.KillAsync();
        }

        await service.StartAsync();
    }
}
