"""Breaks the stack on purpose, while clients use it, and checks what people would have seen.

The clients speak only the public API and the socket, keep a journal on disk, and know nothing of the code.
"""
