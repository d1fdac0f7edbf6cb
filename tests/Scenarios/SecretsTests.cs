using System.Text;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Npgsql;

namespace BunnyDb.Scenarios;

/// <summary>Passwords and rows go where they must and nowhere else.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SecretsTests(BrokerStack stack)
{
    private const string Password = "canary-password-5f1c";
    private const string Row = "canary-row-7d2e";

    [Fact(Timeout = 120_000)]
    public async Task A_password_and_a_rows_text_appear_in_no_log_reply_header_or_process_list()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "secrets");
        await scenario.Source.ExecuteAsync("drop role if exists canary");
        await scenario.Source.ExecuteAsync($"create role canary login superuser replication password '{Password}'");
        await stack.Api.PutAsync($"/v1/peers/{scenario.SourcePeer}", new { user = "canary", password = Password });
        await scenario.Source.ExecuteAsync($"create table diary (id int primary key, entry text); insert into diary select n, '{Row} ' || n from generate_series(1, 100) n");

        await using var tap = await MessageTap.BeginAsync(stack);
        await scenario.StartMirrorAsync(["public.diary"]);
        await scenario.Source.ExecuteAsync($"insert into diary values (200, '{Row}'); update diary set entry = '{Row} changed' where id < 10");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), "public.diary");

        // Errors are where values leak: a constraint's message quotes the row, a cast's message quotes the value.
        await scenario.Destination.ExecuteAsync($"alter table diary add constraint short check (entry not like '%{Row} long%')");
        await RejectAsync(scenario, $"update diary set entry = '{Row} long' where id = 1");
        await scenario.Destination.ExecuteAsync("alter table diary drop constraint short");
        await ResumeAsync(scenario);
        await scenario.Destination.ExecuteAsync("alter table diary alter column entry type varchar(30)");
        await RejectAsync(scenario, $"update diary set entry = '{Row} ' || repeat('x', 40) where id = 2");
        await scenario.Destination.ExecuteAsync("alter table diary alter column entry type text");
        await ResumeAsync(scenario);
        await scenario.Destination.ExecuteAsync("create unique index one_entry on diary (entry) where id in (50, 51)");
        await RejectAsync(scenario, $"update diary set entry = '{Row} same' where id in (50, 51)");
        await scenario.Destination.ExecuteAsync("drop index one_entry");
        await ResumeAsync(scenario);
        await scenario.Destination.ExecuteAsync(
            """
            create function judge() returns trigger language plpgsql as $$ begin raise exception 'bad entry %', new.entry using errcode = 'check_violation', constraint = new.entry; end $$;
            create trigger judge before update on diary for each row execute function judge();
            alter table diary enable always trigger judge;
            """);
        await RejectAsync(scenario, $"update diary set entry = '{Row} judged' where id = 60");
        await scenario.Destination.ExecuteAsync("drop trigger judge on diary");
        await ResumeAsync(scenario);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), "public.diary");

        await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}/logs?limit=500");
        await scenario.Api.GetAsync($"/v1/peers/{scenario.SourcePeer}");
        await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}");
        ShouldNotLeak("process list", ProcessList());
        ShouldNotLeak("replies", string.Join('\n', stack.Replies));
        foreach (var part in (StackPart[])[.. stack.Services(), stack.Part("rabbitmq")])
        {
            ShouldNotLeak(part.LogFile, await File.ReadAllTextAsync(part.LogFile));
        }

        ShouldNotLeak("control messages", await tap.HeardAsync());
        ShouldNotLeak("change batches' headers", await ChangeHeadersAsync(scenario));
        ShouldNotLeak("the broker's definitions", await stack.RabbitMqCtlAsync("-q", "list_queues", "name", "arguments") + await stack.RabbitMqCtlAsync("-q", "list_exchanges", "name", "arguments"));
        ShouldNotLeak("the catalog", await CatalogTextAsync());
        await scenario.EndAsync();
    }

    private static void ShouldNotLeak(string where, string text)
    {
        text.ShouldNotBeNullOrEmpty(where);
        foreach (var canary in (string[])[Password, Row])
        {
            var at = text.IndexOf(canary, StringComparison.Ordinal);
            at.ShouldBe(-1, at < 0 ? null : $"{where}: {text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)]}");
        }
    }

    private static async Task RejectAsync(Scenario scenario, string change)
    {
        await scenario.Source.ExecuteAsync(change);
        await scenario.Mirror.WaitForFaultAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task ResumeAsync(Scenario scenario)
    {
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
    }

    /// <summary>The command lines of every process there is.</summary>
    private static string ProcessList()
    {
        var lines = new StringBuilder();
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1])))
        {
            try
            {
                lines.AppendLine(File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' '));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return lines.ToString();
    }

    /// <summary>While the applier is frozen, what the reader sends stays in the queue and can be looked at.</summary>
    private async Task<string> ChangeHeadersAsync(Scenario scenario)
    {
        var queue = (await scenario.LaneQueuesAsync()).Single();
        await stack.Part("applier").KillAsync();
        await scenario.Source.ExecuteAsync($"update diary set entry = '{Row} again' where id > 90");
        var headers = await WaitFor.StateAsync(
            "a change batch waits in the queue", TimeSpan.FromSeconds(30), () => MessageTap.HeadersOfNextAsync(stack.Environment.Amqp, queue), text => text is not null);
        await stack.Part("applier").StartAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(40), "public.diary");
        return headers!;
    }

    private async Task<string> CatalogTextAsync()
    {
        await using var catalog = NpgsqlDataSource.Create(stack.Environment.Catalog);
        var text = new StringBuilder();
        foreach (var table in await catalog.ColumnAsync("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        {
            text.AppendLine(table);
            foreach (var row in await catalog.ColumnAsync($"select t::text from {table} t"))
            {
                text.AppendLine(row);
            }
        }

        return text.ToString();
    }
}
