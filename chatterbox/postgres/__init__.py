"""The database engine of messaging: Django's own for PostgreSQL, but for how it finds out that a connection works.

`ENGINE = "chatterbox.postgres"`.
"""
