"""The database engine of accounts: MongoDB's own backend for Django with a few corrections that speed and safety need.

`ENGINE = "chatterbox.mongo"`. What each correction mends is said beside it; docs/identity.md tells how it was found.
"""
