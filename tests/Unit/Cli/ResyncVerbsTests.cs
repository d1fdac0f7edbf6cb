namespace BunnyDb.Unit.Cli;

public sealed class ResyncVerbsTests
{
    private const string Done = """{"message":"done"}""";

    [Theory]
    [InlineData("POST /v1/mirrors/m/resync", "resync", "m")]
    [InlineData("POST /v1/mirrors/m/resync?dry_run=true", "resync", "m", "--dry-run")]
    [InlineData("POST /v1/mirrors/m/resync/public.users", "resync", "m", "public.users")]
    [InlineData("POST /v1/mirrors/m/resync/%22My%20Schema%22.%22a%2Fb%3F%22?dry_run=true", "resync", "m", "\"My Schema\".\"a/b?\"", "--dry-run")]
    [InlineData("POST /v1/mirrors/m/resync/cancel", "resync-cancel", "m")]
    [InlineData("POST /v1/mirrors/m/resync/cutover", "resync-cutover", "m")]
    [InlineData("POST /v1/mirrors/m%2Fresync/resync", "resync", "m/resync")]
    public async Task A_verb_is_one_request(string request, params string[] words)
    {
        await using var api = await RecordingApi.StartAsync(202, Done);

        (await api.RunAsync(words)).ShouldBe(0);

        api.Requests.ShouldBe([request]);
    }

    [Fact]
    public async Task The_history_is_read()
    {
        await using var api = await RecordingApi.StartAsync(200, """[{"tables":["public.users"],"result":"SUCCEEDED","lock_held_ms":7,"error":null}]""");

        (await api.RunAsync("resyncs", "m")).ShouldBe(0);

        api.Requests.ShouldBe(["GET /v1/mirrors/m/resyncs"]);
    }

    [Theory]
    [InlineData("""{"message":"planned","steps":[],"refused":[],"advice":[],"blockers":[]}""")]
    [InlineData("""{"message":"planned","steps":[{"phase":"SWAP","description":"[all]","sql":["alter table t rename to u"]}],"refused":[{"code":"no","message":"No.","remedy":"Do."}],"blockers":["1"]}""")]
    public async Task A_plan_is_shown_however_much_it_says(string plan)
    {
        await using var api = await RecordingApi.StartAsync(200, plan);

        (await api.RunAsync("resync", "m", "--dry-run")).ShouldBe(0);
    }

    [Fact]
    public async Task A_refusal_is_a_failure()
    {
        await using var api = await RecordingApi.StartAsync(409, """{"detail":"A resync of mirror 'm' runs.","remedy":"Wait until it ends, or cancel it."}""");

        (await api.RunAsync("resync", "m")).ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_mirror_nothing_is_asked()
    {
        await using var api = await RecordingApi.StartAsync(202, Done);

        (await api.RunAsync("resync")).ShouldNotBe(0);

        api.Requests.ShouldBeEmpty();
    }
}
