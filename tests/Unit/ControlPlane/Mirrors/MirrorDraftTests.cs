using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;

namespace BunnyDb.Unit.ControlPlane.Mirrors;

public sealed class MirrorDraftTests
{
    private static readonly MirrorRequest Legal = new()
    {
        Name = "prod_to_staging",
        SourcePeer = "source",
        DestinationPeer = "destination",
        TableMappings = [new TableMappingRequest(null, "public.users", null, "public.users", null, null)],
    };

    [Fact]
    public void What_is_left_out_has_its_default() => MirrorDraft.Of(Legal).Options.ShouldBe(new MirrorOptions());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Prod")]
    [InlineData("a-b")]
    [InlineData("a234567890123456789012345678901234567890123456789")]
    public void A_name_must_be_fit_for_a_slot(string? name) =>
        ErrorsOf(Legal with { Name = name }).Keys.ShouldBe(["name"]);

    [Fact]
    public void Every_wrong_field_is_named_at_once() =>
        ErrorsOf(new MirrorRequest { MaxBatchSize = 0, SwapLockTimeoutMs = -1 }).Keys.ShouldBe(
            ["destination_peer", "max_batch_size", "name", "source_peer", "swap_lock_timeout_ms", "table_mappings"], ignoreOrder: true);

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> ErrorsOf(MirrorRequest request)
    {
        var problem = Should.Throw<ProblemException>(() => MirrorDraft.Of(request)).Problem;
        problem.Status.ShouldBe(400);
        problem.Code.ShouldBe("validation_failed");
        return problem.Errors!;
    }
}
