"""What awaits somebody on a page that has more to show: a list of links to where it is done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TaskLink:
    """Something to do or to look at: a word for it, whom or what it concerns as a link, what about."""

    what: str
    where: str
    url: str
    about: str = ""
