"""Kinds of work. An application declares its own in its module ``background``::

    @kind("effect", label="Effet d’un programme")
    def effect(report: Progress, *, run: int) -> dict[str, object]: ...

The work may be begun again from its start (its process may be killed half-way): done twice it must change nothing more
than done once. It computes outside transactions, calls ``report(0.4, "Accès par commune")`` every so often, stores what
it found in one transaction, and returns what a page shows of it, as plain values. What it cannot do it says by raising
``Refused`` with a French sentence. Whoever asked may stop it: ``report`` then raises, and so it does where the worker
is to end; nothing must catch that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from maillage.site.accounts.models import User


class Progress(Protocol):
    """Tells how far a job is, 0 to 1, and in French what is being done; ``by`` is who asked for it."""

    @property
    def by(self) -> User | None: ...

    def __call__(self, progress: float, words: str = "") -> None: ...


Work = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True)
class JobKind:
    """``label`` in French, with a capital; ``work(report, **args)`` returns the result."""

    code: str
    label: str
    work: Work


KINDS: dict[str, JobKind] = {}


def kind(code: str, *, label: str) -> Callable[[Work], Work]:
    """Declare a kind of work under a code that is not taken."""

    def declare(work: Work) -> Work:
        if code in KINDS:
            raise ValueError(f"Two kinds of work are called '{code}'")
        KINDS[code] = JobKind(code, label, work)
        return work

    return declare
