# The run folder: everything that a stack leaves on disk. `stack down` removes it whole.

# open_run_dir DIR: makes it and prints its full path. Others may pass through it (PostgreSQL's own user must reach its data),
# but not list it; the files with secrets are readable by their owner alone.
open_run_dir() {
    mkdir -p "$1/ports"
    chmod 711 "$1"
    (cd "$1" && pwd -P)
}

# write_start DIR NAME COMMAND...: leaves DIR/NAME.start, which starts that one part again.
write_start() {
    local dir=$1 name=$2
    shift 2
    {
        echo '#!/usr/bin/env bash'
        printf 'exec'
        printf ' %q' "$@"
        echo
    } >"$dir/$name.start.new"
    chmod 755 "$dir/$name.start.new"
    mv -f "$dir/$name.start.new" "$dir/$name.start"
}
