"""The database engine of messaging: Django's own for PostgreSQL, but for how it finds out that a connection
works, or no longer does, and for how long a migration may take.

`ENGINE = "chatterbox.postgres"`.
"""
