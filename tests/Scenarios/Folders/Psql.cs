using BunnyDb.Integration.Fixture;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Folders;

/// <summary>Runs a file as psql does: every statement commits on its own unless it says <c>begin</c>, and the first error ends it.</summary>
internal static class Psql
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="server"><c>SOURCE_URL</c> or <c>DESTINATION_URL</c>, as the stack's <c>env</c> names it: a password is no argument of a process.</param>
    public static Task RunAsync(Stack stack, string server, string database, string schema, string file) => ProjectScript.RunProgramAsync(
        "/bin/bash",
        [
            "-c",
            """
            . scripts/lib/postgres-binaries.sh
            . "$1/env"
            # Start-up options outrank what a scenario has set for the database.
            PGOPTIONS="-c search_path=$4,public -c client_min_messages=warning -c datestyle=ISO,YMD -c intervalstyle=postgres -c timezone=UTC \
                -c extra_float_digits=3 -c bytea_output=hex" exec "$(postgres_bin)/psql" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
                --dbname="${!2%/*}/$3" --file="$5"
            """,
            "bash", stack.RunDirectory, server, database, schema, file,
        ],
        Patience);
}
