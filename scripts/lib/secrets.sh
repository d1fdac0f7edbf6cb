# Passwords are made here, kept in files that only their owner reads, and handed on through the environment, never on a command line.

new_secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# write_private FILE: stdin into a file of mode 600, in one step, so that nobody reads half of it.
write_private() {
    ( umask 077; cat >"$1.new" )
    mv -f "$1.new" "$1"
}
