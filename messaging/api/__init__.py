"""The API under /api/v1: one class per operation, its input nested in it; parse, call, answer."""
