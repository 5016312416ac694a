"""The match file: juniors, supervisors, housing and who goes where; all that a check needs to compute it again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from maillage.errors import BadInput, WrongVersion
from maillage.planning.checking.violation import Violation
from maillage.planning.document import document_digest
from maillage.planning.match.checker import blocks, check_match
from maillage.planning.match.data import SEMESTERS, Housing, Junior, MatchProblem, Supervisor
from maillage.planning.match.solver import Aim, CurvePoint, Match
from maillage.planning.match.stays import StayYear
from maillage.tables import check_output, write_whole

KIND, FORMAT = "maillage-match", 1
REMEDY = "Give a file written by 'maillage plan match'"


@dataclass(frozen=True)
class MatchFile:
    """A problem, its match, and who stays."""

    problem: MatchProblem
    match: Match
    stays: tuple[StayYear, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """JSON-serialisable values, with the digest of all the others; docs/schemas/match.json describes them."""
        problem, found = self.problem, self.match
        document: dict[str, Any] = {
            "kind": KIND,
            "format": FORMAT,
            "start": problem.start.isoformat(),
            "juniors": [_plain(asdict(one)) for one in problem.juniors],
            "supervisors": [_plain(asdict(one)) for one in problem.supervisors],
            "housing": [asdict(one) for one in problem.housing],
            "match": [_row(problem, name, wish) for name, wish in found.placed.items()],
            "aim": found.aim.value,
            "method": found.method,
            "stable": found.stable,
            "exists": found.exists,
            "blocking": found.blocking,
            "gain": found.gain,
            "bound": found.bound,
            "seconds": found.seconds,
            "curve": [asdict(point) for point in found.curve],
            "stays": [asdict(year) for year in self.stays],
        }
        return {**document, "digest": document_digest(document)}

    def write(self, path: Path) -> None:
        """Write the file atomically. Raises ``BadInput`` for a suffix other than .json."""
        text = json.dumps(self.to_document(), ensure_ascii=False, indent=1)
        write_whole(check_output(path, (".json",)), lambda room: Path(room).write_text(text, encoding="utf-8"))

    def broken(self) -> list[Violation]:
        """Every rule that the match breaks, and every figure of the file that is not true."""
        found = check_match(self.problem, self.match.placed, stable=self.match.stable)
        if found:
            return found
        number = sum(1 for _ in blocks(self.problem, self.match.placed))
        if number != self.match.blocking:
            found.append(Violation("blocking", f"{number} pairs prefer each other, not {self.match.blocking}"))
        gain = gain_of(self.problem, self.match.placed)
        if not math.isclose(gain, self.match.gain, abs_tol=0.001 * (1 + len(self.match.placed))):
            found.append(Violation("gain", f"the match gains {gain:.3f}, not {self.match.gain:.3f}"))
        if self.match.bound is not None and self.match.bound < gain - 0.001 * (1 + len(self.match.placed)):
            found.append(Violation("bound", f"the bound {self.match.bound:.3f} lies below the gain {gain:.3f}"))
        return found


def gain_of(problem: MatchProblem, placed: Mapping[str, str]) -> float:
    """Gain of a match: of each place half for each semester, in weighted consultations a year."""
    return sum(
        (problem.supervisor[place].gain or 0.0) / len(SEMESTERS)
        for name, wish in placed.items()
        for place in problem.junior[name].places(wish)
    )


def _row(problem: MatchProblem, name: str, wish: str) -> dict[str, Any]:
    junior = problem.junior[name]
    first, second = junior.places(wish)
    place = junior.wishes.index(wish) + 1
    return {"junior": name, "wish": wish, "first": first, "second": second, "place_in_wishes": place}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: sorted(value) if isinstance(value, frozenset) else value.isoformat() if isinstance(value, date) else value
        for key, value in row.items()
    }


def read_match_file(path: Path, document: Mapping[str, Any]) -> tuple[MatchFile, bool]:
    """The match of a document, and whether it is unchanged. Raises ``BadInput`` and ``WrongVersion``."""
    if document.get("format") != FORMAT:
        raise WrongVersion(f"{path} is a match of format {document.get('format')}; this version reads {FORMAT}.")
    try:
        problem = MatchProblem(
            tuple(_junior(row) for row in document["juniors"]),
            tuple(_supervisor(row) for row in document["supervisors"]),
            tuple(Housing(**row) for row in document["housing"]),
            date.fromisoformat(document["start"]),
        )
        found = Match(
            placed={str(row["junior"]): str(row["wish"]) for row in document["match"]},
            aim=Aim(document["aim"]),
            curve=tuple(CurvePoint(**point) for point in document["curve"]),
            **{name: document[name] for name in ("method", "stable", "exists", "blocking", "gain", "bound", "seconds")},
        )
        stays = tuple(StayYear(**year) for year in document["stays"])
        return MatchFile(problem, found, stays), document.get("digest") == document_digest(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(path, f"not a whole match ({type(error).__name__}: {error})", REMEDY) from error


def _junior(row: Mapping[str, Any]) -> Junior:
    return Junior(
        id=str(row["id"]),
        name=str(row["name"]),
        wishes=tuple(str(one) for one in row["wishes"]),
        rank=int(row["rank"]),
        partner=str(row["partner"]),
        lodged=bool(row["lodged"]),
    )


def _supervisor(row: Mapping[str, Any]) -> Supervisor:
    until, gain = row["accredited_until"], row["gain"]
    return Supervisor(
        id=str(row["id"]),
        name=str(row["name"]),
        commune=str(row["commune"]),
        area=str(row["area"]),
        capacity=int(row["capacity"]),
        semesters=frozenset(int(one) for one in row["semesters"]),
        accredited_until=None if until is None else date.fromisoformat(until),
        prefers=tuple(str(one) for one in row["prefers"]),
        refuses=frozenset(str(one) for one in row["refuses"]),
        housing=str(row["housing"]),
        gain=None if gain is None else float(gain),
    )
