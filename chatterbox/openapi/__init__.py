"""The OpenAPI document of each service: how it is made, committed and shown."""
