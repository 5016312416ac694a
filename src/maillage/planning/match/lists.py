"""Tables of a match: juniors, supervisors and, if there is any, housing.

Juniors: ``id,wishes,rank`` and, if known, ``name,partner,lodged``. Supervisors: ``id,commune`` and, if known, ``name,
area,capacity,semesters,accredited_until,prefers,refuses,housing,gain``. Housing: ``id,beds`` and, if known, ``name``.
Several ids in a cell are separated by spaces.
"""

from __future__ import annotations

from pathlib import Path

from maillage.errors import BadInput, refuse
from maillage.planning.match.data import SEMESTERS, Housing, Junior, MatchProblem, Supervisor
from maillage.planning.rows import Row, rows_of

MOST = 10_000


def read_match(juniors: Path, supervisors: Path, housing: Path | None = None) -> MatchProblem:
    """Read the tables. Raises ``BadInput``, or ``BadInputs`` with every problem of all of them, by row and column."""
    problems: list[BadInput] = []
    bed_rows = [] if housing is None else rows_of(housing, ("id", "beds"), ("name",), problems)
    beds = tuple(
        Housing(row.text("id"), row.text("name", row.text("id")), row.whole("beds", 0, MOST)) for row in bed_rows
    )
    optional = ("name", "area", "capacity", "semesters", "accredited_until", "prefers", "refuses", "housing", "gain")
    place_rows = rows_of(supervisors, ("id", "commune"), optional, problems)
    junior_rows = rows_of(juniors, ("id", "wishes", "rank"), ("name", "partner", "lodged"), problems)
    names = {row.text("id") for row in junior_rows}
    places = tuple(_supervisor(row, names, {one.id for one in beds}) for row in place_rows)
    if len({row.filled("gain") for row in place_rows}) == 2:
        for row in place_rows:
            if not row.filled("gain"):
                row.refuse("other rows have a gain", "Give the gain of all supervisors, or of none", "gain")
    folk = tuple(_junior(row, {one.id for one in places}) for row in junior_rows)
    _pairs(junior_rows, {one.id: one for one in folk})
    refuse(problems)
    return MatchProblem(folk, places, beds)


def _known(row: Row, column: str, ids: tuple[str, ...], known: set[str], kind: str) -> tuple[str, ...]:
    for name in ids:
        if name not in known:
            row.refuse(f"there is no {kind} '{name}'", f"Write ids of the table of {kind}s", column)
        elif ids.count(name) > 1:
            row.refuse(f"'{name}' comes twice", "Name each once", column)
    return tuple(dict.fromkeys(name for name in ids if name in known))


def _supervisor(row: Row, juniors: set[str], beds: set[str]) -> Supervisor:
    prefers = _known(row, "prefers", row.words("prefers"), juniors, "junior")
    refuses = _known(row, "refuses", row.words("refuses"), juniors, "junior")
    for name in set(prefers) & set(refuses):
        row.refuse(f"'{name}' is among prefers too", "Keep one of them", "refuses")
    home = row.text("housing")
    if home and home not in beds:
        row.refuse(f"there is no housing '{home}'", "Give --housing a table with this id, or empty the cell", "housing")
    semesters = row.read(
        "semesters", frozenset(SEMESTERS), _semesters, "Write 1, 2, or both separated by a space"
    )  # fmt: skip
    commune = row.needed("commune")
    return Supervisor(
        id=_plain_id(row),
        name=row.text("name", row.text("id")),
        commune=commune.zfill(5),
        area=row.text("area", commune),
        capacity=row.whole("capacity", 1, 100),
        semesters=semesters,
        accredited_until=row.date("accredited_until"),
        prefers=prefers,
        refuses=frozenset(refuses),
        housing=home,
        gain=row.amount("gain", 0.0, 1e9) if row.filled("gain") else None,
    )


def _semesters(text: str) -> frozenset[int]:
    found = frozenset(int(float(word)) for word in text.split())
    if not found <= set(SEMESTERS):
        raise ValueError(text)
    return found


def _plain_id(row: Row) -> str:
    name = row.text("id")
    if "/" in name or " " in name:
        row.refuse(f"the id '{name}' has a space or a slash", "Write ids without them", "id")
    return name


def _junior(row: Row, places: set[str]) -> Junior:
    wishes = row.words("wishes")
    if not wishes:
        row.refuse("the wishes are missing", "Write ids of supervisors, the most wished first", "wishes")
    for wish in wishes:
        parts = wish.split("/")
        unknown = [place for place in parts if place not in places]
        if unknown or len(parts) > 2:
            what = f"there is no supervisor '{unknown[0]}'" if unknown else f"'{wish}' has more than two semesters"
            row.refuse(what, "Write an id of the table of supervisors, or two as A/B", "wishes")
        elif wishes.count(wish) > 1:
            row.refuse(f"'{wish}' comes twice", "Name each wish once", "wishes")
    row.needed("rank")
    return Junior(
        id=_plain_id(row),
        name=row.text("name", row.text("id")),
        wishes=tuple(dict.fromkeys(wish for wish in wishes if set(wish.split("/")) <= places)),
        rank=row.whole("rank", 1, 1_000_000, least=1),
        partner=row.text("partner"),
        lodged=row.yes("lodged"),
    )


def _pairs(rows: list[Row], juniors: dict[str, Junior]) -> None:
    for row in rows:
        partner = row.text("partner")
        if not partner:
            continue
        other = juniors.get(partner)
        if other is None:
            row.refuse(f"there is no junior '{partner}'", "Write the id of the partner", "partner")
        elif other.partner != row.text("id") or partner == row.text("id"):
            row.refuse(f"'{partner}' does not name '{row.text('id')}'", "Name each other, or nobody", "partner")
