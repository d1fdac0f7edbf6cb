using System.CommandLine;
using System.Text.Json;
using BunnyDb.Cli.Output;
using BunnyDb.Cli.Settings;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb peers</c>: the databases.</summary>
internal static class PeerVerbs
{
    internal static Command Create() => new("peers", "The databases that mirrors connect.") { List(), Add(), Test(), Delete() };

    private static Command List() => new Command("list", "List the peers.").Does(async (parsed, api, ct) =>
    {
        var reply = await api.GetAsync("/v1/peers", ct);
        Reply.Rows(parsed, reply, reply.EnumerateArray(), "name", "host", "port", "user", "database", "ssl_mode");
    });

    private static Command Add()
    {
        var name = Verb.Name("peer");
        var host = new Option<string>("--host") { Required = true, Description = "Host name or address." };
        var port = new Option<int>("--port") { DefaultValueFactory = _ => 5432, Description = "Port." };
        var user = new Option<string>("--user") { Required = true, Description = "Role to connect as." };
        var database = new Option<string>("--database") { Required = true, Description = "Database." };
        var sslMode = new Option<string>("--ssl-mode") { DefaultValueFactory = _ => "prefer", Description = "disable, prefer, require, verify-ca or verify-full." };
        var sslRootCert = new Option<FileInfo?>("--ssl-root-cert") { Description = "A file with the certificate authority's certificates (PEM)." };
        return new Command("add", "Add a peer. Its password is asked for, or read from BUNNY_PEER_PASSWORD or standard input.")
        {
            name, host, port, user, database, sslMode, sslRootCert,
        }.Does(async (parsed, api, ct) =>
        {
            var certificate = parsed.GetValue(sslRootCert) is { } file ? await File.ReadAllTextAsync(file.FullName, ct) : null;
            var reply = await api.PostAsync("/v1/peers", JsonSerializer.Serialize(new
            {
                name = parsed.GetValue(name), host = parsed.GetValue(host), port = parsed.GetValue(port), user = parsed.GetValue(user),
                password = Secrets.Read("BUNNY_PEER_PASSWORD", "Password of the role:"), database = parsed.GetValue(database),
                ssl_mode = parsed.GetValue(sslMode), ssl_root_cert = certificate,
            }), ct);
            Reply.Rows(parsed, reply, [reply], "name", "host", "port", "user", "database", "ssl_mode");
        });
    }

    private static Command Test()
    {
        var name = Verb.Name("peer");
        return new Command("test", "Connect to a peer and check what BunnyDb needs of it.") { name }.Does(async (parsed, api, ct) =>
        {
            var reply = await api.PostAsync($"/v1/peers/{Verb.Escape(parsed.GetValue(name)!)}/test", null, ct);
            Reply.Rows(parsed, reply, reply.GetProperty("checks").EnumerateArray(), "name", "ok", "needed_for", "detail");
            foreach (var check in reply.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("ok").GetBoolean() && !parsed.GetValue(CommonOptions.Json)))
            {
                Console.WriteLine($"{Reply.Cell(check, "name")}: {Reply.Cell(check, "remedy")}");
            }
        });
    }

    private static Command Delete()
    {
        var name = Verb.Name("peer");
        return new Command("delete", "Delete a peer that no mirror uses.") { name }.Does(async (parsed, api, ct) =>
            Reply.Message(parsed, await api.DeleteAsync($"/v1/peers/{Verb.Escape(parsed.GetValue(name)!)}", ct)));
    }
}
