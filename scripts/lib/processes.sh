# Starting and stopping one part of a stack. DIR is the run folder, NAME the part; its pid is in DIR/NAME.pid, its output in
# DIR/NAME.log. Every process carries BUNNYDB_PART=DIR/NAME in its environment: a pid file that outlived its process, whose
# number belongs to somebody else by now, is told from a living part by that, and so is a process that lost its pid file.

# spawn DIR NAME COMMAND...: runs the command in a session of its own, so that it outlives this shell. Descriptor 9 is the
# lock of the run folder; a server must not inherit it.
spawn() {
    local dir=$1 name=$2
    shift 2
    BUNNYDB_PART="$dir/$name" setsid "$@" </dev/null >>"$dir/$name.log" 2>&1 9>&- &
    echo $! >"$dir/$name.pid.new"
    mv -f "$dir/$name.pid.new" "$dir/$name.pid"
    wait_until 10 shows_itself "$dir" "$name" || true
}

# Between fork and exec a child still has the environment of this shell.
shows_itself() { is_running "$1" "$2" || ! kill -0 "$(part_pid "$1" "$2")" 2>/dev/null; }

part_pid() { cat "$1/$2.pid" 2>/dev/null || true; }

# Kernel threads, zombies and other people's processes have no such environment.
is_running() {
    local pid
    pid=$(part_pid "$1" "$2")
    [[ -n $pid ]] && grep -qzFxs "BUNNYDB_PART=$1/$2" "/proc/$pid/environ"
}

# stop_part DIR NAME SIGNAL SECONDS: asks, waits, and in the end insists.
stop_part() {
    local dir=$1 name=$2 signal=$3 seconds=$4 pid
    if is_running "$dir" "$name"; then
        pid=$(part_pid "$dir" "$name")
        kill "-$signal" "$pid" 2>/dev/null || true
        wait_until "$seconds" is_gone "$dir" "$name" || kill -KILL "$pid" 2>/dev/null || true
        wait_until 5 is_gone "$dir" "$name" || fail "$name (pid $pid) does not end"
    fi
    rm -f "$dir/$name.pid"
}

# While a process replaces itself by another program, its environment reads as empty for an instant: one look is not enough.
is_gone() {
    local look
    for look in 1 2 3; do
        if is_running "$1" "$2"; then return 1; fi
        kill -0 "$(part_pid "$1" "$2")" 2>/dev/null || return 0
        sleep 0.1
    done
}

# wait_until SECONDS COMMAND...: polls; false when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# fail_with_log DIR NAME TEXT: the end of the log usually says why.
fail_with_log() {
    say "--- last lines of $1/$2.log"
    tail -n 25 "$1/$2.log" >&2 || true
    fail "$3"
}

# stray_pids DIR: whatever still runs for this run folder, with a pid file or without.
stray_pids() {
    grep -lzFs "BUNNYDB_PART=$1/" /proc/[0-9]*/environ | cut -d/ -f3 || true
}
