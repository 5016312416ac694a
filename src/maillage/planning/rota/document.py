"""The rota file: people, patterns, rules and who fills what; all that a check needs to compute everything again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Any

from maillage.errors import BadInput, WrongVersion
from maillage.planning.checking.violation import Violation
from maillage.planning.document import document_digest
from maillage.planning.rota.checker import check_statement
from maillage.planning.rota.data import Count, DutyRole, DutyRules, Kind, Pattern, Person, RotaProblem
from maillage.planning.rota.solver import Rota
from maillage.tables import check_output, write_whole

KIND, FORMAT = "maillage-rota", 1
REMEDY = "Give a file written by 'maillage plan rota'"


@dataclass(frozen=True)
class RotaFile:
    """A problem and its rota."""

    problem: RotaProblem
    rota: Rota

    def to_document(self) -> dict[str, Any]:
        """JSON-serialisable values, with the digest of all the others; docs/schemas/rota.json describes them."""
        problem = self.problem
        document: dict[str, Any] = {
            "kind": KIND,
            "format": FORMAT,
            "start": problem.start.isoformat(),
            "weeks": problem.weeks,
            "department": problem.department,
            "rules": _plain(asdict(problem.rules)),
            "people": [_plain(asdict(person)) for person in problem.people],
            "patterns": [_plain(asdict(pattern)) for pattern in problem.patterns],
            "rota": [{"duty": duty, "person": person} for duty, person in self.rota.filled],
            "objective": self.rota.objective,
            "bound": self.rota.bound,
            "gap": self.rota.gap,
            "seed": self.rota.seed,
            "seconds": self.rota.seconds,
        }
        return {**document, "digest": document_digest(document)}

    def write(self, path: Path) -> None:
        """Write the file atomically. Raises ``BadInput`` for a suffix other than .json."""
        text = json.dumps(self.to_document(), ensure_ascii=False, indent=1)
        write_whole(check_output(path, (".json",)), lambda room: Path(room).write_text(text, encoding="utf-8"))

    def broken(self) -> list[Violation]:
        """Every rule that the rota breaks, and every figure of the file that is not true."""
        rota = self.rota
        return check_statement(self.problem, rota.filled, rota.objective, rota.bound, rota.gap)

    def given(self, moves: Mapping[str, str]) -> RotaFile:
        """The rota after duties went to other people, as in an exchange. Raises ``BadInput`` for unknown names."""
        known, people = {duty for duty, _ in self.rota.filled}, {person.id for person in self.problem.people}
        wrong = [f"'{name}'" for name in (*(moves.keys() - known), *(set(moves.values()) - people))]
        if wrong:
            raise BadInput(Path("--give"), f"the rota has no {', '.join(wrong)}", "Write duty:person by their ids")
        filled = tuple((duty, moves.get(duty, person)) for duty, person in self.rota.filled)
        return replace(self, rota=replace(self.rota, filled=filled))


def read_rota_file(path: Path, document: Mapping[str, Any]) -> tuple[RotaFile, bool]:
    """The rota of a document, and whether it is unchanged. Raises ``BadInput`` and ``WrongVersion``."""
    if document.get("format") != FORMAT:
        raise WrongVersion(f"{path} is a rota of format {document.get('format')}; this version reads {FORMAT}.")
    try:
        problem = RotaProblem(
            people=tuple(_person(row) for row in document["people"]),
            patterns=tuple(_pattern(row) for row in document["patterns"]),
            start=date.fromisoformat(document["start"]),
            weeks=int(document["weeks"]),
            department=str(document["department"]),
            rules=_rules(document["rules"]),
        )
        rota = Rota(
            tuple((str(row["duty"]), str(row["person"])) for row in document["rota"]),
            *(float(document[name]) for name in ("objective", "bound", "gap")),
            seed=int(document["seed"]),
            seconds=float(document["seconds"]),
        )
        return RotaFile(problem, rota), document.get("digest") == document_digest(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(path, f"not a whole rota ({type(error).__name__}: {error})", REMEDY) from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(one) for one in value)
    return value.isoformat() if isinstance(value, date | time) else value


def _dates(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        id=str(row["id"]),
        name=str(row["name"]),
        sectors=frozenset(row["sectors"]),
        roles=frozenset(DutyRole(role) for role in row["roles"]),
        share=float(row["share"]),
        born=_day(row["born"]),
        waives_age=bool(row["waives_age"]),
        pregnant_from=_day(row["pregnant_from"]),
        pregnant_until=_day(row["pregnant_until"]),
        absent=_dates(row["absent"]),
        wishes_off=_dates(row["wishes_off"]),
        wishes_on=_dates(row["wishes_on"]),
        history={Count(name): int(number) for name, number in row["history"].items()},
    )


def _pattern(row: Mapping[str, Any]) -> Pattern:
    return Pattern(
        id=str(row["id"]),
        sector=str(row["sector"]),
        role=DutyRole(row["role"]),
        line=int(row["line"]),
        days=frozenset(int(day) for day in row["days"]),
        starts=time.fromisoformat(row["starts"]),
        ends=time.fromisoformat(row["ends"]),
    )


def _rules(row: Mapping[str, Any]) -> DutyRules:
    return DutyRules(
        rest_hours=float(row["rest_hours"]),
        week_hours=float(row["week_hours"]),
        week_duties=int(row["week_duties"]),
        weekends_of_four=int(row["weekends_of_four"]),
        exempt_age=int(row["exempt_age"]),
        age_kinds=frozenset(Kind(kind) for kind in row["age_kinds"]),
        pregnancy_kinds=frozenset(Kind(kind) for kind in row["pregnancy_kinds"]),
        weights={Count(name): int(weight) for name, weight in row["weights"].items()},
        wish_off=int(row["wish_off"]),
        wish_on=int(row["wish_on"]),
    )
