using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Api;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>One resync of a scenario's mirror, from the request to its entry in the history, through REST alone.</summary>
internal sealed class Resync
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Scenario scenario;
    private readonly string id;

    private Resync(Scenario scenario, string id) => (this.scenario, this.id) = (scenario, id);

    /// <param name="table">Null: all tables of the mirror.</param>
    public static Task<Reply> TryStartAsync(Scenario scenario, string? table, bool isDryRun = false) =>
        scenario.Api.PostAsync($"{Path(scenario)}/resync{(table is null ? "" : $"/{Uri.EscapeDataString(table)}")}{(isDryRun ? "?dry_run=true" : "")}");

    public static async Task<Resync> StartAsync(Scenario scenario, string? table)
    {
        var reply = (await TryStartAsync(scenario, table)).ShouldHaveStatus(HttpStatusCode.Accepted);
        reply["message"].ShouldBe(table is null ? $"Full resync started for mirror '{scenario.Name}'" : $"Resync started for table '{table}' in mirror '{scenario.Name}'");
        return await NewestAsync(scenario);
    }

    /// <summary>The one that was asked for last.</summary>
    public static async Task<Resync> NewestAsync(Scenario scenario) =>
        new(scenario, (await HistoryAsync(scenario)).EnumerateArray().First().GetProperty("id").GetString()!);

    public static async Task<JsonElement> HistoryAsync(Scenario scenario) =>
        (await scenario.Api.GetAsync($"{Path(scenario)}/resyncs")).ShouldHaveStatus(HttpStatusCode.OK).Body;

    public Task<Reply> TryCancelAsync() => scenario.Api.PostAsync($"{Path(scenario)}/resync/cancel");

    public Task<Reply> TryCutoverAsync() => scenario.Api.PostAsync($"{Path(scenario)}/resync/cutover");

    /// <summary>Its entry in the history.</summary>
    public async Task<JsonElement> GetAsync() =>
        (await HistoryAsync(scenario)).EnumerateArray().Single(resync => resync.GetProperty("id").GetString() == id);

    /// <summary>Waits until it is in a phase and as wanted there; a resync that has ended instead fails the test at once.</summary>
    public async Task<JsonElement> WaitForPhaseAsync(string phase, Func<JsonElement, bool>? isWanted = null, TimeSpan? deadline = null)
    {
        bool IsThere(JsonElement resync) => resync.GetProperty("phase").GetString() == phase && !HasEnded(resync) && isWanted?.Invoke(resync) != false;
        var seen = await WaitFor.StateAsync($"the resync is in {phase}", deadline ?? Patience, GetAsync, resync => IsThere(resync) || HasEnded(resync));
        IsThere(seen).ShouldBeTrue($"the resync should come to {phase}: {seen}");
        return seen;
    }

    /// <summary>Waits until it has ended, however, and the mirror runs again.</summary>
    public async Task<JsonElement> EndedAsync(TimeSpan? deadline = null)
    {
        var ended = await WaitFor.StateAsync("the resync ends", deadline ?? Patience, GetAsync, HasEnded);
        var mirror = await scenario.Mirror.WaitForAsync("RUNNING");
        mirror.GetProperty("resync").ValueKind.ShouldBe(JsonValueKind.Null);
        var last = mirror.GetProperty("last_resync");
        (last.GetProperty("id").GetString(), last.GetProperty("result").GetString()).ShouldBe((id, ended.GetProperty("result").GetString()));
        return ended;
    }

    public async Task<JsonElement> SucceededAsync(TimeSpan? deadline = null)
    {
        var ended = await EndedAsync(deadline);
        ended.GetProperty("result").GetString().ShouldBe("SUCCEEDED", ended.ToString());
        ended.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        return ended;
    }

    /// <summary>Ended as FAILED, and says why and what to do; the mirror runs.</summary>
    public async Task<JsonElement> FailedAsync(string code, TimeSpan? deadline = null)
    {
        var ended = await EndedAsync(deadline);
        ended.GetProperty("result").GetString().ShouldBe("FAILED", ended.ToString());
        var error = ended.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code, error.ToString());
        error.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
        return error;
    }

    public static IReadOnlyList<string> PhasesOf(JsonElement resync) =>
        [.. resync.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("phase").GetString()!)];

    private static bool HasEnded(JsonElement resync) => resync.GetProperty("result").ValueKind != JsonValueKind.Null;

    private static string Path(Scenario scenario) => $"/v1/mirrors/{scenario.Name}";
}
