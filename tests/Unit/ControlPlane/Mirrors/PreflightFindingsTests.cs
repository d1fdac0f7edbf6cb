using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Preflight;
using BunnyDb.Postgres.Preflight;

namespace BunnyDb.Unit.ControlPlane.Mirrors;

public sealed class PreflightFindingsTests
{
    private static readonly TableMapping Users = Mapping("users", "people");
    private static readonly TableMapping Orders = Mapping("orders", "orders");

    [Fact]
    public void Nothing_found_refuses_nothing() =>
        Should.NotThrow(() => Findings([], [new Finding("advice", "message", "remedy")], []).ThrowIfRefused([Users]));

    [Fact]
    public void Every_reason_is_listed_at_the_field_that_it_concerns()
    {
        var findings = Findings(
            [new Finding("wal_level", "a", "ra"), new Finding("unknown_table", "b", "rb", Orders.Source), new Finding("unknown_column", "c", "rc", Users.Source, "secret")],
            [],
            [new Finding("destination_not_empty", "d", "rd", Users.Destination)]);

        var problem = Should.Throw<ProblemException>(() => findings.ThrowIfRefused([Users, Orders])).Problem;

        problem.Status.ShouldBe(422);
        problem.Reasons!.Select(reason => reason.Code).ShouldBe(["wal_level", "unknown_table", "unknown_column", "destination_not_empty"]);
        problem.Errors!.Keys.ShouldBe(
            ["source_peer", "table_mappings[1].source_table", "table_mappings[0].exclude_columns", "table_mappings[0].destination_table"], ignoreOrder: true);
    }

    [Fact]
    public void What_stays_in_a_mirror_is_not_judged_again()
    {
        var findings = Findings(
            [new Finding("no_replica_identity", "a", "ra", Users.Source), new Finding("unknown_table", "b", "rb", Orders.Source)], [], [new Finding("read_only", "c", "rc")]);

        var concerning = findings.Concerning([Orders]);

        concerning.Source.Refusals.Select(f => f.Code).ShouldBe(["unknown_table"]);
        concerning.Destination.Refusals.Select(f => f.Code).ShouldBe(["read_only"]);
    }

    private static PreflightFindings Findings(IReadOnlyList<Finding> source, IReadOnlyList<Finding> advice, IReadOnlyList<Finding> destination) =>
        new(new PreflightResult(source, advice), new PreflightResult(destination, []));

    private static TableMapping Mapping(string source, string destination) =>
        new(Guid.NewGuid(), new QualifiedTable("public", source), new QualifiedTable("public", destination), null, ["secret"]);
}
