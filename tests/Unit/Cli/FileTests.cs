namespace BunnyDb.Unit.Cli;

public sealed class FileTests
{
    private const string Missing = "/no/such/file";

    [Theory]
    [InlineData("/tmp", "mirrors", "create", "-f", "/tmp")]
    [InlineData("/tmp", "tables", "m", "-f", "/tmp")]
    [InlineData(Missing, "mirrors", "create", "-f", Missing)]
    [InlineData(Missing, "tables", "m", "-f", Missing)]
    [InlineData("--file", "tables", "m", "-f", "")]
    [InlineData(Missing, "peers", "add", "p", "--host", "h", "--user", "u", "--database", "d", "--ssl-root-cert", Missing)]
    [InlineData("/tmp", "peers", "add", "p", "--host", "h", "--user", "u", "--database", "d", "--ssl-root-cert", "/tmp")]
    public async Task A_file_that_cannot_be_read_is_told_in_one_line(string named, params string[] words)
    {
        await using var api = await RecordingApi.StartAsync(201, "{}");

        (await api.RunAsync(words)).ShouldBe(1);

        api.Errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain(named);
        api.Requests.ShouldBeEmpty();
    }
}
