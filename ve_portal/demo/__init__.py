"""The demo: fictional people at real institutions, and exchanges in every state.

For development only: it is loaded into a database of its own by `make demo`.
"""
