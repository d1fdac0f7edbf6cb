# Loopback ports. The range lies below the kernel's range for outgoing connections, so that a port given to a server that is
# down for a moment is not taken by a client's connection meanwhile.

port_is_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port DIR: a port on which nobody listens and which no other part of this run folder was given.
free_port() {
    local dir=$1 port
    for _ in $(seq 200); do
        port=$((10000 + (RANDOM * 32768 + RANDOM) % 22000))
        if ! port_is_open "$port" && ( set -o noclobber; : >"$dir/ports/$port" ) 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    fail "no free loopback port found"
}
