# Where RabbitMQ's own scripts are. Debian's /usr/sbin/rabbitmq-server is a wrapper that insists on the system's user and
# folders; what it wraps does not.

rabbitmq_bin() {
    local bin
    for bin in /usr/lib/rabbitmq/bin "$(dirname "$(command -v rabbitmq-server || echo /)")"; do
        if [[ -x $bin/rabbitmq-server && -x $bin/rabbitmqctl ]]; then
            echo "$bin"
            return
        fi
    done
}
