"""Tables of a rota: people and patterns of duty.

People: ``id,sectors`` and, if known, ``name,roles,share_percent,born,waives_age,pregnant_from,pregnant_until,absent,
wishes_off,wishes_on`` and the counts of the year so far, ``duties,nights,weekends,holidays``. Patterns:
``id,days,starts,ends`` and, if known, ``sector,role,line``; days are ``mon`` to ``sun`` and ``holiday``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from maillage.errors import BadInput, refuse
from maillage.planning.rota.data import HOLIDAY, Count, DutyRole, DutyRules, Pattern, Person, rules_from
from maillage.planning.rows import WEEKDAYS, Row, rows_of

PEOPLE = (
    "name", "roles", "share_percent", "born", "waives_age", "pregnant_from", "pregnant_until", "absent", "wishes_off",
    "wishes_on", *Count,
)  # fmt: skip
DAY = {**{name: number for number, name in enumerate(WEEKDAYS)}, "holiday": HOLIDAY}


def read_rota(people: Path, patterns: Path) -> tuple[tuple[Person, ...], tuple[Pattern, ...]]:
    """Read both tables. Raises ``BadInput``, or ``BadInputs`` with every problem of both, by row and column."""
    problems: list[BadInput] = []
    pattern_rows = rows_of(patterns, ("id", "days", "starts", "ends"), ("sector", "role", "line"), problems)
    duties = tuple(_pattern(row) for row in pattern_rows)
    sectors = {one.sector for one in duties if one.sector}
    folk = tuple(_person(row, sectors) for row in rows_of(people, ("id", "sectors"), PEOPLE, problems))
    for row, one in zip(pattern_rows, duties, strict=True):
        able = [p for p in folk if one.role in p.roles and (not one.sector or one.sector in p.sectors)]
        if not able:
            row.refuse(
                f"nobody has the role '{one.role}' in sector '{one.sector}'", "Add people, or correct it", "role"
            )
    refuse(problems)
    return folk, duties


def read_rules(path: Path | None) -> DutyRules:
    """The rules of a TOML file of the form of ``duty.toml``, or those of the package. Raises ``BadInput``."""
    if path is None:
        return DutyRules.load()
    remedy = "Copy planning/rota/parameters/duty.toml and change its figures"
    try:
        return rules_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadInput(path, f"cannot be read ({error.strerror})", "Check the path") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(path, f"not the rules of a rota ({error})", remedy) from error


def _pattern(row: Row) -> Pattern:
    days = row.read(
        "days",
        frozenset[int](),
        lambda text: frozenset(DAY[word] for word in text.lower().split()),
        f"Write days as {' '.join(DAY)}, separated by spaces",
    )
    if not row.needed("days") or not row.needed("starts") or not row.needed("ends"):
        days = frozenset[int]()
    return Pattern(
        id=row.text("id"),
        sector=row.text("sector"),
        role=row.choice("role", DutyRole.EFFECTOR, DutyRole),
        line=row.whole("line", 1, 9, least=1),
        days=days,
        starts=row.clock("starts"),
        ends=row.clock("ends"),
    )


def _person(row: Row, sectors: set[str]) -> Person:
    own = row.words("sectors")
    for name in own:
        if name not in sectors:
            row.refuse(f"no duty is in sector '{name}'", f"Write some of {', '.join(sorted(sectors))}", "sectors")
    roles = row.read(
        "roles",
        frozenset({DutyRole.EFFECTOR}),
        lambda text: frozenset(DutyRole(word) for word in text.lower().split()),
        f"Write some of {', '.join(DutyRole)}, separated by spaces",
    )
    since, until = row.date("pregnant_from"), row.date("pregnant_until")
    if since is not None and until is not None and until < since:
        row.refuse("it lies before pregnant_from", "Correct one of them", "pregnant_until")
    wishes_off, wishes_on = row.dates("wishes_off"), row.dates("wishes_on")
    if wishes_off & wishes_on:
        row.refuse(f"{min(wishes_off & wishes_on)} is among wishes_off too", "Keep one of them", "wishes_on")
    return Person(
        id=row.text("id"),
        name=row.text("name", row.text("id")),
        sectors=frozenset(own),
        roles=roles,
        share=row.whole("share_percent", 100, 100) / 100,
        born=row.date("born"),
        waives_age=row.yes("waives_age"),
        pregnant_from=since,
        pregnant_until=until,
        absent=row.absences("absent"),
        wishes_off=wishes_off,
        wishes_on=wishes_on,
        history={count: row.whole(count, 0, 1000) for count in Count},
    )
