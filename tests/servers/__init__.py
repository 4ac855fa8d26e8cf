"""Real servers for the tests: Dovecot, an SMTP server with faults, PostgreSQL, and a proxy that breaks connections.

They know nothing of `bot`. Each is an object with `start()`, `stop()` and `port`, keeps its data in a temporary
folder of its own, and keeps its port and data over a stop and a start.
"""
