"""The file of a tour: places, visits, days with their hours, figures and bound; all that a check needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from maillage.errors import BadInput, WrongVersion
from maillage.planning.checking.violation import Violation
from maillage.planning.document import document_digest
from maillage.planning.tours.checker import broken_rules
from maillage.tables import check_output, write_whole

KIND, FORMAT = "maillage-tour", 1
PLAIN = ("source", "days", "price", "objective", "bound", "seconds")
REMEDY = "Give a file written by 'maillage plan tour'"


@dataclass(frozen=True)
class Place:
    """The depot, a stop or a relay; ``people`` without a treating doctor have this stop nearest."""

    id: str
    name: str
    commune: str = ""
    people: float | None = None
    kind: str = "stop"


@dataclass(frozen=True)
class Visits:
    """The visits of one team to one stop: days counted from the first day of the tour, and what they are worth.

    They lie ``every`` days apart, of which those on public holidays fall out.

    ``asked`` appointments are what its people would take, ``met`` those of them that the visits give.
    """

    place: int
    team: str
    stay: int
    load: int
    power: int
    every: int
    days: tuple[int, ...]
    worth: float
    asked: float | None = None
    met: float | None = None


@dataclass(frozen=True)
class StopTime:
    """One visit on the route of a day: number of its series, minute of the day on which it begins and ends."""

    series: int
    arrives: int
    leaves: int


@dataclass(frozen=True)
class DayOut:
    """A day on the road: its team, minutes driven, and the stops of each vehicle."""

    day: int
    date: str | None
    team: str
    driven: int
    routes: tuple[tuple[StopTime, ...], ...]


@dataclass(frozen=True)
class DayLimits:
    """What a vehicle's day may hold."""

    vehicles: int
    capacity: int
    longest: int
    longest_power: int


@dataclass(frozen=True)
class Figures:
    """What a tour gives: visits, stops visited, appointments asked for that it meets, minutes driven, days on the road.

    ``worth`` is the objective without journeys; ``weeks_between`` the mean over people of the longest wait for the
    next visit of any team at their stop, in weeks, the whole horizon for a stop without visits.
    """

    visits: int
    stops: int
    met: float
    worth: float
    driven: int
    days: int
    weeks_between: float | None = None


@dataclass(frozen=True)
class TourFile:
    """A tour with its places and proof; ``price`` is the worth of a minute driven."""

    source: str
    start: date | None
    days: int
    leaves: time
    places: tuple[Place, ...]
    minutes: tuple[tuple[int, ...], ...]
    limits: DayLimits
    price: float
    series: tuple[Visits, ...]
    tour: tuple[DayOut, ...]
    figures: Figures
    today: Figures | None
    objective: float
    bound: float
    seconds: float
    notices: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """How far the objective may lie below the best, as a share of the larger of objective and bound."""
        return max(0.0, self.bound - self.objective) / max(abs(self.bound), abs(self.objective), 1e-9)

    def to_document(self) -> dict[str, Any]:
        """JSON-serialisable values, with the digest of all the others; docs/schemas/tour.json describes them."""
        plain = {
            **asdict(self),
            "start": None if self.start is None else self.start.isoformat(),
            "leaves": self.leaves.isoformat("minutes"),
            "gap": self.gap,
        }
        document = json.loads(json.dumps({"kind": KIND, "format": FORMAT, **plain}))
        return {**document, "digest": document_digest(document)}

    def write(self, path: Path | str) -> None:
        """Write the file atomically. Raises ``BadInput`` for a suffix other than .json."""
        text = json.dumps(self.to_document(), ensure_ascii=False, indent=1)
        write_whole(check_output(path, (".json",)), lambda room: Path(room).write_text(text, encoding="utf-8"))

    def broken(self) -> list[Violation]:
        """Every rule that the tour breaks, and every figure of the file that is not true."""
        return broken_rules(self.to_document())


def read_tour_file(path: Path, document: Mapping[str, Any]) -> tuple[TourFile, bool]:
    """The tour of a document, and whether it is unchanged. Raises ``BadInput`` and ``WrongVersion``."""
    if document.get("format") != FORMAT:
        raise WrongVersion(f"{path} is a tour of format {document.get('format')}; this version reads {FORMAT}.")
    try:
        today = document["today"]
        rest: dict[str, Any] = {name: document[name] for name in PLAIN}
        file = TourFile(
            start=None if document["start"] is None else date.fromisoformat(document["start"]),
            leaves=time.fromisoformat(document["leaves"]),
            places=tuple(Place(**row) for row in document["places"]),
            minutes=tuple(tuple(int(cell) for cell in row) for row in document["minutes"]),
            limits=DayLimits(**document["limits"]),
            series=tuple(_visits(row) for row in document["series"]),
            tour=tuple(_day(row) for row in document["tour"]),
            figures=Figures(**document["figures"]),
            today=None if today is None else Figures(**today),
            notices=tuple(document["notices"]),
            **rest,
        )
        return file, document.get("digest") == document_digest(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(path, f"not a whole tour ({type(error).__name__}: {error})", REMEDY) from error


def _visits(row: Mapping[str, Any]) -> Visits:
    values: dict[str, Any] = {**row, "days": tuple(row["days"])}
    return Visits(**values)


def _day(row: Mapping[str, Any]) -> DayOut:
    routes = tuple(tuple(StopTime(**stop) for stop in route) for route in row["routes"])
    return DayOut(row["day"], row["date"], row["team"], row["driven"], routes)
