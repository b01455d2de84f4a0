"""What a process owns while it runs: database, outbox, relay, bus, jobs, HTTP, sockets, logs."""
