"""The course of ``maillage plan solve``: each better plan and bound is told; Ctrl-C keeps the best plan so far."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer

from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.planning import Progress


@dataclass(frozen=True)
class Told:
    """Who is told each better plan and bound (None: nobody), and who is asked whether to go on."""

    progress: Callable[[Progress], None] | None
    watch: Callable[[str], None]


def payers_of(told: Sequence[str] | None) -> dict[str, int]:
    """Cents by payer from NAME=EUROS. Raises ``MaillageError``, for all that cannot be read at once."""
    found, wrong = dict[str, int](), list[str]()
    for text in told or ():
        name, _, euros = text.rpartition("=")
        try:
            value = float(euros)
        except ValueError:
            value = -1.0
        if not name or not 0 <= value < 1e12:
            wrong.append(f"'{text}'")
        else:
            found[name] = round(value * 100)
    if wrong:
        raise MaillageError(f"{', '.join(wrong)} is no budget of a payer. Write --payer NAME=EUROS, euros from 0 on.")
    return found


def measures_of(told: Sequence[str] | None) -> dict[str, Path]:
    """Files of counts by profession from PROFESSION=FILE. Raises ``MaillageError`` for a word that is not so."""
    found = dict[str, Path]()
    for text in told or ():
        name, sign, path = text.partition("=")
        if not sign or not name or not path:
            raise MaillageError(f"'{text}' names no counts of a profession. Write --measure dentist=dentists.csv.")
        found[name] = Path(path)
    return found


@contextmanager
def course_of(path: Path | None, *, told: bool) -> Generator[Told]:
    """Tell each better plan and bound to a file, and to the terminal if that or ``told`` is asked.

    The first Ctrl-C ends the planning with the best plan so far, a second one ends the command.
    """
    if path is not None and path.suffix != ".jsonl":
        raise MaillageError(f"{path} does not end with .jsonl. Write --progress progress.jsonl.")
    from maillage.planning import StopPlanning

    with ExitStack() as open_, _first_interrupt() as interrupted:
        file = None if path is None else open_.enter_context(path.open("w", encoding="utf-8"))

        def tell(one: Progress) -> None:
            if file is not None:
                file.write(json.dumps(_line(one)) + "\n")
                file.flush()
            typer.echo(_words(one), err=True)

        def watch(_stage: str) -> None:
            if interrupted.is_set():
                raise StopPlanning

        yield Told(tell if told or file is not None else None, watch)


def _line(one: Progress) -> dict[str, object]:
    return {
        "seconds": round(one.seconds, 3),
        "stage": one.stage,
        "objective": one.objective,
        "bound": one.bound,
        "gap": one.gap,
    }


def _words(one: Progress) -> str:
    plan = "no plan yet" if one.objective is None else f"objective {one.objective:.1f}"
    bound = "" if one.bound is None else f", bound {one.bound:.1f}"
    gap = "" if one.gap is None else f", gap {one.gap:.3%}"
    return f"{one.seconds:7.1f} s  {plan}{bound}{gap}"


@contextmanager
def _first_interrupt() -> Generator[threading.Event]:
    """The first Ctrl-C sets the event, a second one raises ``KeyboardInterrupt``."""
    event = threading.Event()

    def handler(_number: int, _frame: FrameType | None) -> None:
        if event.is_set():
            raise KeyboardInterrupt
        event.set()
        typer.echo("Ending with the best plan so far; Ctrl-C once more gives up.", err=True)

    before = signal.signal(signal.SIGINT, handler)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)
