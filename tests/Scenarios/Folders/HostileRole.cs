using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Npgsql;

namespace BunnyDb.Scenarios.Folders;

/// <summary>
/// A role whose settings change how values look, how literals are read, where names are found and when statements end. Both peers of a mirror use it;
/// neither a row nor the mirror may show it.
/// </summary>
internal static class HostileRole
{
    private static readonly string[] Settings =
    [
        "datestyle = 'SQL, DMY'", "intervalstyle = 'sql_standard'", "timezone = 'Asia/Kathmandu'", "extra_float_digits = -15", "bytea_output = 'escape'",
        "xmloption = 'document'", "xmlbinary = 'hex'", "array_nulls = off", "transform_null_equals = on", "quote_all_identifiers = on", "standard_conforming_strings = off",
        "backslash_quote = on", "client_encoding = 'LATIN1'", "lc_monetary = 'C'", "search_path = 'nowhere'", "statement_timeout = '1ms'", "lock_timeout = '1ms'",
        "idle_in_transaction_session_timeout = '1ms'", "idle_session_timeout = '300ms'", "default_transaction_read_only = on", "default_transaction_deferrable = on",
        "default_transaction_isolation = 'serializable'", "synchronous_commit = off", "row_security = off", "session_replication_role = 'replica'",
        "plan_cache_mode = 'force_generic_plan'", "check_function_bodies = off", "default_tablespace = 'nowhere'", "temp_tablespaces = 'nowhere'",
        "default_toast_compression = 'pglz'", "default_text_search_config = 'pg_catalog.german'", "lo_compat_privileges = on",
    ];

    /// <summary>Makes the role on both servers and lets both peers use it.</summary>
    public static async Task TakeAsync(Scenario scenario, StackEnvironment environment)
    {
        await DropAsync(scenario.Name, environment);
        foreach (var (peer, server) in new[] { (scenario.SourcePeer, environment.Source), (scenario.DestinationPeer, environment.Destination) })
        {
            await using var connections = NpgsqlDataSource.Create(server);
            await connections.ExecuteAsync($"create role {scenario.Name} superuser login replication password '{scenario.Name}'");
            foreach (var setting in Settings)
            {
                await connections.ExecuteAsync($"alter role {scenario.Name} set {setting}");
            }

            foreach (var setting in Settings.Take(5))
            {
                await connections.ExecuteAsync($"alter database {scenario.Name} set {setting}");
            }

            (await scenario.Api.PutAsync($"/v1/peers/{peer}", new { user = scenario.Name, password = scenario.Name })).ShouldHaveStatus(HttpStatusCode.OK);
        }
    }

    /// <summary>Once its databases are gone: it owns what the mirror has made there.</summary>
    public static async Task DropAsync(string role, StackEnvironment environment)
    {
        foreach (var server in new[] { environment.Source, environment.Destination })
        {
            await using var connections = NpgsqlDataSource.Create(server);
            await connections.ExecuteAsync($"drop role if exists {role}");
        }
    }
}
