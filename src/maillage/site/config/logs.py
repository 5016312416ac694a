"""Removes secrets and personal data from logs: the secret part of links, names, and what people typed.

The texts of errors quote data: an existing key, an invalid number, a form field that looks like an attack. So a log
line tells the class of an error, where it occurred and its database code, never its text.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

LINK = re.compile(
    r"(/rendez-vous/|/candidature/|/proposition/|/lieu/jour/|/soignant/agenda/|/compte/(?:mot-de-passe|invitation)/|"
    r"/connexion/lien/|/reponse/|/docteur-junior/|/maitre-de-stage/)[^\s/?'\"]+"
)
# Parts that PostgreSQL adds to its messages: rows, keys and statements.
QUOTED = re.compile(r"\b(?:DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+):.*", re.DOTALL)
SUSPICIOUS = "django.security."


class WithoutLinks(logging.Filter):
    """Log filter that removes the secret of links from every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if LINK.search(text):
            record.msg, record.args = LINK.sub(r"\1…", text), ()
        return True


class WithoutPeople(logging.Filter):
    """Log filter that replaces the text of errors by their class; a suspected attack is logged by its class alone."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(SUSPICIOUS) and not record.name.endswith(".csrf"):
            record.msg, record.args = "A request was refused: %s", (record.name.removeprefix(SUSPICIOUS),)
            record.exc_info = None
            return True
        if isinstance(record.args, tuple):
            record.args = tuple(told(one) if isinstance(one, BaseException) else one for one in record.args)
        if isinstance(record.msg, BaseException):
            record.msg = told(record.msg)
        text = record.getMessage()
        said = text
        for error in _behind(record.exc_info[1] if record.exc_info else None):
            for quoted in filter(None, (repr(error), str(error).strip())):
                said = said.replace(quoted, told(error))
        said = QUOTED.sub("…", said)
        if said != text:
            record.msg, record.args = said, ()
        return True


class WithoutTexts(logging.Formatter):
    """Log formatter whose tracebacks contain the classes of errors and none of their text."""

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Return frames and error classes, the first cause first."""
        return "\n".join(_lines(ei[1]))


def _lines(error: BaseException | None) -> list[str]:
    return [line for one in _behind(error) for line in (*_frames(one.__traceback__), told(one))]


def _behind(error: BaseException | None) -> list[BaseException]:
    """Return an error and its causes, the first cause first."""
    if error is None:
        return []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*_behind(before), error]


def _frames(trace: TracebackType | None) -> list[str]:
    found = traceback.extract_tb(trace)
    return ["Traceback:", *(f"  {one.filename}:{one.lineno} {one.name}" for one in found)]


def told(error: BaseException) -> str:
    """Return the class of an error and its database code: ``IntegrityError 23505 appointment_once``."""
    cause = error.__cause__ or error
    diagnosis = getattr(cause, "diag", None)
    names = [getattr(cause, "sqlstate", None), getattr(diagnosis, "constraint_name", None)]
    return " ".join([type(error).__name__, *(str(name) for name in names if name)])
