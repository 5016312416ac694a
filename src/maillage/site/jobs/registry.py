"""Kinds of jobs. An application declares its own in its module ``background``::

    @kind("effect", label="Effet d’un programme")
    def effect(report: Progress, *, run: int) -> dict[str, object]: ...

A job may be restarted from the beginning, since its process may be killed half-way; a second run must change nothing
more than the first. The function computes outside transactions, calls ``report(0.4, "Accès par commune")`` regularly,
stores its results in one transaction, and returns what a page shows of them, as plain values. If it cannot do the work,
it raises ``Refused`` with a French sentence. ``report`` raises when a user stops the job or the worker is shutting
down; the function must not catch that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from maillage.site.accounts.models import User


class Progress(Protocol):
    """Reports the progress of a job, 0 to 1, and in French what is being done; ``by`` is the user who asked for it.

    ``concluding``: the user wants what is found so far, of a kind that ``keeps`` it; read again at each report.
    ``note`` are plain values that a page shows while the job runs, saved with the next report.
    """

    @property
    def by(self) -> User | None: ...

    @property
    def concluding(self) -> bool: ...

    def note(self, **values: Any) -> None: ...

    def __call__(self, progress: float, words: str = "") -> None: ...


Work = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True)
class JobKind:
    """A kind of job: ``label`` in French, capitalised; ``work(report, **args)`` returns the result.

    ``keeps``: asked to conclude, it ends with the best that it has so far.
    """

    code: str
    label: str
    work: Work
    keeps: bool = False


KINDS: dict[str, JobKind] = {}


def kind(code: str, *, label: str, keeps: bool = False) -> Callable[[Work], Work]:
    """Declare a kind of job under an unused code."""

    def declare(work: Work) -> Work:
        if code in KINDS:
            raise ValueError(f"Two kinds of work are called '{code}'")
        KINDS[code] = JobKind(code, label, work, keeps)
        return work

    return declare
