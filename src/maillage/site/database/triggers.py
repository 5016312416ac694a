"""What triggers of the database do when they refuse a row."""

from __future__ import annotations

REFUSED = "RAISE EXCEPTION '{why}' USING ERRCODE = '23514', CONSTRAINT = '{name}';"


def refused(name: str, why: str) -> str:
    """Return the statement that refuses a row as the constraint ``name`` would: services read the name."""
    return REFUSED.format(name=name, why=why.replace("'", "''"))
