using System.Text;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Runbooks;

namespace BunnyDb.Unit.ControlPlane.Runbooks;

public sealed class RunbookRequestTests
{
    [Fact]
    public void Members_that_are_not_known_are_let_pass() =>
        Read("""{"ticket": {"id": [1]}, "mirror": "m", "table": "public.users"}""").ShouldBe(new RunbookRequest("m", "public.users", IsDryRun: false));

    [Fact]
    public void A_dry_run_is_seen() => Read("""{"mirror": "m", "dry_run": true}""").IsDryRun.ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("pause it")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"m\"")]
    [InlineData("{}")]
    [InlineData("""{"mirror": "m" """)]
    [InlineData("""{"mirror": "m"} and more""")]
    [InlineData("""{"mirror": 5}""")]
    [InlineData("""{"mirror": null}""")]
    [InlineData("""{"mirror": ""}""")]
    [InlineData("""{"mirror": "M\u0000"}""")]
    [InlineData("""{"mirror": "\ud800"}""")]
    [InlineData("""{"mirror": "m", "mirror": "n"}""")]
    [InlineData("""{"mirror": "m", "table": 5}""")]
    [InlineData("""{"mirror": "m", "dry_run": "no"}""")]
    public void A_malformed_body_is_refused_and_the_shape_of_a_good_one_told(string body)
    {
        var problem = Refusal(Encoding.UTF8.GetBytes(body));

        problem.Code.ShouldBe("malformed_command");
        problem.Remedy.ShouldContain("""{"mirror":""");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => Refusal([.. "{\"mirror\": \""u8, 0xff, 0xfe, .. "\"}"u8]).Code.ShouldBe("malformed_command");

    [Fact]
    public void A_body_beyond_all_measure_is_refused_unread() =>
        Refusal(Encoding.UTF8.GetBytes($$"""{"mirror": "m", "note": "{{new string('x', 70_000)}}"}""")).Detail.ShouldContain("65536");

    [Fact]
    public void Nothing_of_the_body_is_repeated() => Refusal("{\"mirror\": \"hunter2\" hunter2}"u8.ToArray()).ToString().ShouldNotContain("hunter2");

    [Fact]
    public void A_table_that_a_command_needs_must_be_named() =>
        Should.Throw<ProblemException>(() => Read("""{"mirror": "m"}""").RequiredTable()).Problem.Detail.ShouldContain("\"table\"");

    private static RunbookRequest Read(string body) => RunbookRequest.Read(Encoding.UTF8.GetBytes(body));

    private static Problem Refusal(byte[] body) => Should.Throw<ProblemException>(() => RunbookRequest.Read(body)).Problem;
}
