# Where PostgreSQL's programs are: Debian keeps each major version in a folder of its own, outside PATH. Empty when there are none.

postgres_bin() {
    local newest
    newest=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
    if [[ -z $newest ]] && command -v initdb >/dev/null; then newest=$(dirname "$(command -v initdb)"); fi
    if [[ -n $newest && -x $newest/postgres ]]; then echo "$newest"; fi
}
