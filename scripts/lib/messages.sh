# What the scripts say to a person. Everything goes to stderr, so that stdout stays an answer that another program may read.

say() { printf '%s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}
