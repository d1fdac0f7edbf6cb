using System.Text.Json;
using BunnyDb.Catalog.Access;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using Microsoft.AspNetCore.Http;

namespace BunnyDb.Unit.ControlPlane.Api;

public sealed class ApiJsonTests
{
    private static readonly JsonSerializerOptions Json = Configured();

    [Fact]
    public void Statuses_are_in_capitals_and_choices_in_lowercase()
    {
        JsonSerializer.Serialize(new { MirrorStatus.SettingUp, MirrorPhase.ForeignKeys, ResyncStrategy.Swap, Cutover.Manual, Role.Admin }, Json)
            .ShouldBe("""{"setting_up":"SETTING_UP","foreign_keys":"FOREIGN_KEYS","swap":"swap","manual":"manual","admin":"admin"}""");
    }

    [Theory]
    [InlineData("""{"naem":"x"}""", "naem", "is not a field")]
    [InlineData("""{"table_mappings":[{},{"tabel":1}]}""", "table_mappings[1].tabel", "is not a field")]
    [InlineData("""{"table_mappings":[{},{"source_table":1}]}""", "table_mappings[1].source_table", "wrong type")]
    [InlineData("""{"max_batch_size":"many"}""", "max_batch_size", "wrong type")]
    [InlineData("""{"max_batch_size":10000000000}""", "max_batch_size", "wrong type")]
    [InlineData("""{"resync_strategy":"later"}""", "resync_strategy", "allowed values")]
    [InlineData("""{"name":"a","name":"b"}""", "name", "given twice")]
    public void A_wrong_field_is_named_by_its_path(string body, string path, string sentence)
    {
        var problem = ProblemOfReading(body);

        problem.Code.ShouldBe("validation_failed");
        problem.Errors!.Keys.ShouldBe([path]);
        problem.Errors[path].Single().ShouldContain(sentence);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"name\":}")]
    [InlineData("[]")]
    public void What_is_no_JSON_object_is_malformed(string body) => ProblemOfReading(body).Code.ShouldBe("malformed_json");

    [Fact]
    public void A_wrong_value_is_not_repeated() => JsonSerializer.Serialize(ProblemOfReading("""{"max_batch_size":"canary"}"""), Json).ShouldNotContain("canary");

    private static Problem ProblemOfReading(string body)
    {
        var exception = Should.Throw<JsonException>(() => JsonSerializer.Deserialize<MirrorRequest>(body, Json));
        return RequestProblem.Of(new BadHttpRequestException("wrong", StatusCodes.Status400BadRequest, exception));
    }

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(options);
        return options;
    }
}
