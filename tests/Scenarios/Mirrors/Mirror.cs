using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Api;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios.Mirrors;

/// <summary>One mirror, through REST alone.</summary>
internal sealed class Mirror(BunnyApi api, string name)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => name;

    public string SlotName => $"bunny_{name}";

    private string Path => $"/v1/mirrors/{name}";

    public async Task<JsonElement> GetAsync() => (await api.GetAsync(Path)).ShouldHaveStatus(HttpStatusCode.OK).Body;

    public async Task<string> StatusAsync() => (await GetAsync()).GetProperty("status").GetString()!;

    /// <summary>The code in <c>error</c>, or null while nothing is wrong.</summary>
    public async Task<string?> ErrorCodeAsync() =>
        (await GetAsync()).GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("code").GetString() : null;

    /// <summary>Waits for a status; gives up at once when the mirror stopped itself on the way there.</summary>
    public async Task<JsonElement> WaitForAsync(string status, TimeSpan? deadline = null)
    {
        var seen = await WaitFor.StateAsync(
            $"mirror {name} is {status}", deadline ?? Patience, GetAsync, mirror => IsStatus(mirror, status) || HasStoppedItself(mirror));
        IsStatus(seen, status).ShouldBeTrue($"mirror {name} should become {status}: {seen}");
        return seen;
    }

    /// <summary>Waits until the mirror stopped itself and says why.</summary>
    public async Task<JsonElement> WaitForFaultAsync(TimeSpan deadline)
    {
        var seen = await WaitFor.StateAsync($"mirror {name} stops itself", deadline, GetAsync, HasStoppedItself);
        return seen.GetProperty("error");
    }

    public async Task<bool> HasStoppedItselfAsync() => HasStoppedItself(await GetAsync());

    public Task<Reply> TryPauseAsync() => api.PostAsync($"{Path}/pause");

    public Task<Reply> TryResumeAsync() => api.PostAsync($"{Path}/resume");

    /// <summary>Pauses and waits until nothing more will be written.</summary>
    public async Task PauseAsync()
    {
        var reply = (await TryPauseAsync()).ShouldHaveStatus(HttpStatusCode.OK, HttpStatusCode.Accepted);
        if (reply.Status == HttpStatusCode.OK)
        {
            reply["message"].ShouldBe($"Mirror '{name}' paused successfully");
        }

        await WaitForAsync("PAUSED");
    }

    public async Task ResumeAsync()
    {
        var reply = (await TryResumeAsync()).ShouldHaveStatus(HttpStatusCode.OK);
        reply["message"].ShouldBe($"Mirror '{name}' resumed successfully");
    }

    public Task<Reply> TryPutTablesAsync(params TablePair[] tables) =>
        api.PutAsync($"{Path}/tables", new { table_mappings = tables.Select(table => table.ToMapping()) });

    public async Task PutTablesAsync(params TablePair[] tables)
    {
        var reply = (await TryPutTablesAsync(tables)).ShouldHaveStatus(HttpStatusCode.OK);
        reply["message"].ShouldBe($"Table mappings updated successfully for mirror '{name}'");
    }

    public async Task DeleteAsync(TimeSpan? deadline = null)
    {
        (await api.DeleteAsync(Path)).ShouldHaveStatus(HttpStatusCode.OK, HttpStatusCode.Accepted);
        await WaitUntilGoneAsync(deadline);
    }

    public Task WaitUntilGoneAsync(TimeSpan? deadline = null) => WaitFor.StateAsync(
        $"mirror {name} is gone", deadline ?? Patience, () => api.GetAsync(Path), reply => reply.Status == HttpStatusCode.NotFound);

    /// <summary>Rows copied so far, over all tables.</summary>
    public async Task<long> RowsCopiedAsync() =>
        (await GetAsync()).GetProperty("tables").EnumerateArray().Sum(table => table.GetProperty("rows_copied").GetInt64());

    private static bool IsStatus(JsonElement mirror, string status) => mirror.GetProperty("status").GetString() == status;

    private static bool HasStoppedItself(JsonElement mirror) =>
        IsStatus(mirror, "FAILED") || (IsStatus(mirror, "PAUSED") && mirror.GetProperty("error").ValueKind == JsonValueKind.Object);
}
