"""Refusals of the interface, answered as an ``OperationOutcome``."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A search that cannot be run: HTTP status, code of ``issue-type``, and a sentence for who wrote the client."""

    def __init__(self, status: int, code: str, text: str) -> None:
        self.status, self.code = status, code
        super().__init__(text)


def outcome(refusal: Refusal) -> dict[str, Any]:
    """Return the resource."""
    issue = {"severity": "error", "code": refusal.code, "diagnostics": str(refusal)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
