"""What the clients of the benchmark need to know: the site, its accounts, sessions and slots; written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """Somebody who signs in; ``days`` are the sessions of a doctor, by day."""

    email: str
    days: Sequence[Sequence[int]] = ()


@dataclass(frozen=True)
class World:
    """The site as it was made: its accounts, who can replace a doctor, its programmes, and the slots by session.

    ``shared`` are the first slots of sessions that visits of different length share, each with a visit that fits there.
    """

    password: str
    commune: str
    coordinators: Sequence[Account]
    doctors: Sequence[Account]
    reserves: Sequence[int]
    programmes: Sequence[int]
    slots: Mapping[int, Sequence[int]]
    shared: Mapping[int, Sequence[tuple[int, str]]] = field(default_factory=dict[int, Sequence[tuple[int, str]]])

    def save(self, file: Path) -> None:
        """Write it for other processes."""
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> World:
        """Read what :meth:`save` wrote."""
        values = json.loads(file.read_text(encoding="utf-8"))
        for name in ("coordinators", "doctors"):
            values[name] = [Account(**one) for one in values[name]]
        slots, shared = (
            {int(session): pks for session, pks in values.pop(name).items()} for name in ("slots", "shared")
        )
        return cls(**values, slots=slots, shared=shared)

    @property
    def answers(self) -> dict[str, str]:
        """The answers of a person to all questions but the last page of booking."""
        return {"commune": self.commune, "pour": "moi", "medecin": "non", "soignant": "gp", "lettre": "oui"}


@dataclass(frozen=True)
class Phase:
    """One part of the benchmark: what its clients do, and where.

    ``hot``: how often a client wants the slot that all others want then. ``cancelled`` and ``moved``: how often a
    client with appointments cancels or moves one. ``visits``: how often a client books in a session of ``shared``.
    ``stride``: clients of all phases together. ``patience``: for how
    long a request without answer is sent again, in seconds.
    """

    address: str
    seed: int
    clients: int
    staff: int
    sessions: Sequence[int]
    slots: Sequence[int]
    stride: int
    answers: dict[str, str] = field(default_factory=dict[str, str])
    hot: float = 0.3
    cancelled: float = 0.15
    moved: float = 0.0
    shared: Sequence[tuple[int, Sequence[tuple[int, str]]]] = ()
    visits: float = 0.0
    patience: float = 60.0

    def first_person(self, client: int) -> int:
        """Return the number of a client's first person; the next ones follow at distances of ``stride``."""
        return self.seed * self.clients + client
