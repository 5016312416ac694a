"""The outbox: every message to a person is a row first, and leaves from there, beside the requests."""
