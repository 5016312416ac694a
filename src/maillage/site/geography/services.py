"""Loading the territory as rows, searching communes by what users type, setting the current artefacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, IntegerField, Q, QuerySet, Value, When

from maillage.site.geography import current as current_artefacts
from maillage.site.geography.models import Commune, CurrentArtefact
from maillage.territory import former_name, former_named, search_key, successors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maillage.territory import Territory

TERRITORY = "territory"
HOME_MAP = "map"
"""Kind of artefact: the map of the site's region."""
COMMUNE_COLUMNS = (
    "code", "name", "search_key", "population", "lon", "lat", "department_id", "intercommunality_id", "postcodes",
    "position",
)  # fmt: skip


@transaction.atomic
def load(territory: Territory) -> int:
    """Update the rows from ``territory`` (COPY, a few seconds for France); return the number of communes.

    Loading the same vintage again changes nothing. A commune that no longer exists keeps its row, without a position.
    """
    current = CurrentArtefact.objects.filter(kind=TERRITORY).first()
    if current is not None and current.key == _key(territory) and Commune.objects.count() >= len(territory):
        return len(territory)
    _upsert("geography_region", ("code", "name"), sorted(territory.region_names.items()))
    departments = [
        (code, name, territory.department_region.get(code) or None)
        for code, name in sorted(territory.department_names.items())
    ]
    _upsert("geography_department", ("code", "name", "region_id"), departments)
    _upsert("geography_intercommunality", ("code", "name"), sorted(territory.epci_names.items()))
    Commune.objects.update(position=None)
    _upsert("geography_commune", COMMUNE_COLUMNS, _commune_rows(territory))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE geography_commune")
    set_current(TERRITORY, _key(territory), territory.vintage)
    return len(territory)


def _key(territory: Territory) -> str:
    from maillage.artefacts import recipe_of

    return recipe_of(territory.vintage, territory.code, territory.population, territory.epci, territory.name)


def _commune_rows(territory: Territory) -> Iterable[Sequence[object]]:
    columns = zip(
        territory.code.tolist(),
        territory.name.tolist(),
        territory.population.tolist(),
        territory.lon.tolist(),
        territory.lat.tolist(),
        territory.department.tolist(),
        territory.epci.tolist(),
        territory.postcodes,
        strict=True,
    )
    for position, (code, name, population, lon, lat, department, epci, postcodes) in enumerate(columns):
        yield (
            code, name, search_key(name), population, lon, lat, department or None, epci or None, list(postcodes),
            position,
        )  # fmt: skip


def _upsert(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """COPY into a temporary table, then insert or update by the first column."""
    names = ", ".join(columns)
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming (LIKE {table}) ON COMMIT DROP")
        with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming "  # noqa: S608
            f"ON CONFLICT ({columns[0]}) DO UPDATE SET {updates}"
        )
        cursor.execute("DROP TABLE incoming")


def set_current(kind: str, key: str, vintage: str) -> CurrentArtefact:
    """Set the artefact of ``kind`` that the pages read from now on."""
    found = CurrentArtefact.objects.update_or_create(kind=kind, defaults={"key": key, "vintage": vintage})[0]
    current_artefacts.forget()
    return found


def search(text: str, limit: int = 20) -> QuerySet[Commune]:
    """Return communes whose name, postcode or INSEE code begins with ``text``, best first.

    The search ignores case and accents and expands "st". Former communes and names lead to the current commune;
    ``former_name`` of a row is the former name by which it was found, else ''.
    """
    key = search_key(text)
    found = Commune.objects.filter(position__isnull=False).select_related("department", "intercommunality")
    if not key:
        return found.none()
    digits = key.replace(" ", "")
    if digits[:1].isdigit():
        return _by_number(found, digits).order_by("-population", "code")[:limit]
    # The space lets "mees" find "les mees".
    own = Q(search_key__startswith=key) | Q(search_key__contains=f" {key}")
    former = former_named(text, limit)
    same = [one.current for one in former if one.key == key]
    rank = Case(
        When(search_key=key, then=Value(0)),
        When(~own & Q(pk__in=same), then=Value(1)),
        When(search_key__startswith=key, then=Value(2)),
        When(own, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    named = found.filter(own | Q(pk__in=[one.current for one in former]))
    told = [When(own, then=Value("")), *(When(pk=one.current, then=Value(one.name)) for one in former)]
    return _found_by(named, told).annotate(rank=rank).order_by("rank", "-population", "code")[:limit]


def _found_by(found: QuerySet[Commune], told: Sequence[When]) -> QuerySet[Commune]:
    return found.annotate(former_name=Case(*told, default=Value(""), output_field=CharField()))


def _by_number(found: QuerySet[Commune], digits: str) -> QuerySet[Commune]:
    """Find a postcode; if no postcode is equal to ``digits``, find an INSEE code, current or former."""
    if len(digits) < 5:
        return _found_by(found.filter(postcodes__0__startswith=digits), [])
    posted = Q(postcodes__contains=[digits])
    code = digits.upper()
    today = successors().get(code, code)
    meant = Q(code=today) & ~Exists(Commune.objects.filter(posted, position__isnull=False))
    told = [] if today == code else [When(meant, then=Value(former_name(code)))]
    return _found_by(found.filter(posted | meant), told)
