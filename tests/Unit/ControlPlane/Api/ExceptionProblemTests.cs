using BunnyDb.ControlPlane.Api;
using Npgsql;

namespace BunnyDb.Unit.ControlPlane.Api;

public sealed class ExceptionProblemTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CrashShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    public void A_catalog_that_stops_or_starts_is_away_for_a_while(string sqlState) =>
        ExceptionProblem.Of(new PostgresException("", "FATAL", "FATAL", sqlState)).Status.ShouldBe(503);

    [Fact]
    public void What_is_not_known_is_told_without_its_internals() =>
        ExceptionProblem.Of(new InvalidOperationException("internals")).ToString().ShouldNotContain("internals");
}
