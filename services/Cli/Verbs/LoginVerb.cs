using System.CommandLine;
using System.Text.Json;
using BunnyDb.Cli.Output;
using BunnyDb.Cli.Settings;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb login</c>.</summary>
internal static class LoginVerb
{
    internal static Command Create()
    {
        var user = new Argument<string>("username") { Description = "Who logs in." };
        return new Command("login", "Log in and remember the token. The password is asked for, or read from BUNNY_PASSWORD or standard input.") { user }
            .Does(async (parsed, api, ct) =>
            {
                var username = parsed.GetValue(user);
                var password = Secrets.Read("BUNNY_PASSWORD", "Password:");
                var reply = await api.PostAsync("/v1/auth/login", JsonSerializer.Serialize(new { username, password }), ct);
                new StoredLogin(Connection.UrlOf(parsed), reply.GetProperty("token").GetString()!).Write();
                Console.WriteLine($"Logged in as {Reply.Cell(reply, "username")} ({Reply.Cell(reply, "role")}) until {Reply.Cell(reply, "expires_at")}.");
            });
    }
}
