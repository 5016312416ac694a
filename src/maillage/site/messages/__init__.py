"""The outbox: every message to a person is stored as a row first; the worker sends it."""
