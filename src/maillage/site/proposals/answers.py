"""The questions about a proposed place, in order, and what makes a good answer to each.

An answer is checked and put on the row; ``InvalidField`` names the field and says what to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils import timezone

from maillage.site.directory.models import Place
from maillage.site.directory.services import PromiseData
from maillage.site.directory.services.promises import Lodging, checked_hours, checked_promise
from maillage.site.geography import addresses
from maillage.site.geography.models import Commune
from maillage.site.proposals.models import MOST_ROOMS, PlaceProposal
from maillage.site.questionnaires import Question, Values, first_open, kept_email, kept_name, kept_text
from maillage.site.refusals import InvalidField
from maillage.site.telephones import InvalidNumber, written

LONGEST_WORD = 1000
MOST_CLOSURES = 30


def _contact(row: PlaceProposal, values: Values) -> None:
    row.email = kept_email(str(values.get("email", "")))
    row.phone = _phone(values, "phone", row)


def _phone(values: Values, field: str, row: PlaceProposal) -> str:
    department = row.commune.department_id if row.commune is not None else None
    try:
        return written(str(values.get(field, "")), department or "")
    except InvalidNumber as error:
        raise InvalidField(field, str(error)) from error


def _who(row: PlaceProposal, values: Values) -> None:
    given = str(values.get("proposer", ""))
    if given not in PlaceProposal.Proposer.values:
        raise InvalidField("proposer", "Choisissez qui propose ce lieu.")
    row.proposer = given


def _identity(row: PlaceProposal, values: Values) -> None:
    row.first_name = kept_name(values, "first_name", "Donnez votre prénom.")
    row.last_name = kept_name(values, "last_name", "Donnez votre nom.")
    row.organisation_name = kept_name(values, "organisation_name", "Donnez le nom de ce que vous représentez.", 200)


def _place(row: PlaceProposal, values: Values) -> None:
    if values.get("place_kind") not in Place.Kind.values:
        raise InvalidField("place_kind", "Choisissez ce qu’est ce lieu.")
    row.place_name = kept_name(
        values, "place_name", "Donnez le nom du lieu, par exemple Maison médicale de Laissac.", 200
    )
    row.place_kind = str(values["place_kind"])


def _address(row: PlaceProposal, values: Values) -> None:
    commune = Commune.objects.filter(pk=str(values.get("commune", ""))).select_related("department").first()
    if commune is None or commune.position is None:
        raise InvalidField("commune", "Choisissez la commune dans la liste.")
    row.address = kept_name(values, "address", "Donnez l’adresse\u00a0: numéro et rue.", 300)
    row.commune = commune
    refuse_known(row)
    point = addresses.find(commune.pk, row.address)
    row.lon, row.lat = (None, None) if point is None else point


def refuse_known(row: PlaceProposal) -> None:
    """Raise ``InvalidField`` for a place of the directory, or one that another proposal is about."""
    if Place.objects.filter(name__iexact=row.place_name, commune=row.commune).exists():
        raise InvalidField(
            "commune", "Un lieu de ce nom y est déjà inscrit\u00a0: appelez la coordination, ou changez son nom."
        )
    same = PlaceProposal.objects.waiting().filter(place_name__iexact=row.place_name, commune=row.commune)
    if same.exclude(pk=row.pk).exists():
        raise InvalidField(
            "commune", "Ce lieu est déjà proposé. Ouvrez le lien reçu alors, ou appelez la coordination."
        )


def _rooms(row: PlaceProposal, values: Values) -> None:
    given = str(values.get("rooms", ""))
    if not given.isdigit() or not 1 <= int(given) <= MOST_ROOMS:
        raise InvalidField("rooms", f"Choisissez de 1 à {MOST_ROOMS} cabinets.")
    new = [{"name": f"Cabinet {number}", "hours": None} for number in range(1, int(given) + 1)]
    row.rooms = [*row.rooms[: int(given)], *new[len(row.rooms) :]]
    row.answered = [code for code in row.answered if not code.startswith("hours-") or int(code[6:]) <= int(given)]


def _hours_of(number: int) -> Callable[[PlaceProposal, Values], None]:
    def put(row: PlaceProposal, values: Values) -> None:
        hours = checked_hours(values.get("hours", ()), "weekday_0")
        if not hours:
            raise InvalidField("weekday_0", "Dites au moins un jour où ce cabinet est libre.")
        kept = [[day, f"{starts:%H:%M}", f"{ends:%H:%M}"] for day, starts, ends in hours]
        row.rooms = [{**room, "hours": kept} if at == number else room for at, room in enumerate(row.rooms, start=1)]

    return put


def _closures(row: PlaceProposal, values: Values) -> None:
    days = list(values.get("closures", ()))
    today = timezone.localdate()
    for first, last, _ in days:
        if last < first:
            raise InvalidField(
                "closures", f"Le {last:%d/%m/%Y} vient avant le {first:%d/%m/%Y}\u00a0: corrigez ces dates."
            )
        if last < today or first > date(today.year + 3, 12, 31):
            raise InvalidField(
                "closures", f"Le {first:%d/%m/%Y} est passé ou trop lointain\u00a0: donnez des dates à venir."
            )
    if len(days) > MOST_CLOSURES:
        raise InvalidField("closures", f"{MOST_CLOSURES} fermetures au plus\u00a0: réunissez celles qui se suivent.")
    row.closed_days = [[first.isoformat(), last.isoformat(), why[:200]] for first, last, why in sorted(days)]


def _promise(*names: str, needed: str = "") -> Callable[[PlaceProposal, Values], None]:
    """Return what stores some fields of the promise; ``needed`` is one that must be chosen."""

    def put(row: PlaceProposal, values: Values) -> None:
        given = {name: values[name] for name in names if name in values}
        if needed and not given.get(needed):
            raise InvalidField(needed, "Choisissez une réponse.")
        before = PromiseData.of(row)
        if needed == "lodging" and before.beds == 0 and given["lodging"] != Lodging.NONE:
            given["beds"] = 1  # asked on the next page
        commune = row.commune or Commune()
        checked = checked_promise(replace(before, **given), commune)
        for name in PromiseData.__dataclass_fields__:
            setattr(row, name, getattr(checked, name))

    return put


def _on_site(row: PlaceProposal, values: Values) -> None:
    kept_name(values, "contact_name", "Donnez le nom de la personne à appeler.", 200)
    if not str(values.get("contact_phone", "")).strip():
        raise InvalidField("contact_phone", "Donnez le téléphone de cette personne.")
    _promise("contact_name", "contact_phone")(row, values)


def _photos(row: PlaceProposal, values: Values) -> None:
    """Photos are added and removed one by one; the answer only says that there are no more."""
    del row, values


def _word(row: PlaceProposal, values: Values) -> None:
    row.word = kept_text(values, "word", LONGEST_WORD)


def _question(code: str, put: Callable[[PlaceProposal, Values], None]) -> Question[PlaceProposal]:
    def put_and_note(row: PlaceProposal, values: Values) -> None:
        put(row, values)
        if code not in row.answered:
            row.answered = [*row.answered, code]

    return Question(code, put_and_note, lambda row: code in row.answered)


BEFORE_ROOMS = (
    _question("contact", _contact), _question("who", _who), _question("identity", _identity),
    _question("place", _place), _question("address", _address), _question("rooms", _rooms),
)  # fmt: skip
HOURS = tuple(_question(f"hours-{number}", _hours_of(number)) for number in range(1, MOST_ROOMS + 1))
AFTER_ROOMS = (
    _question("closures", _closures),
    _question("equipment", _promise("equipment")),
    _question("accessibility", _promise("accessibility")),
    _question("secretariat", _promise("secretariat", needed="secretariat")),
    _question("parking", _promise("parking", needed="parking")),
    _question("lodging", _promise("lodging", needed="lodging")),
    _question("sleeping", _promise("beds", "keys", "meals")),
    _question("on_site", _on_site),
    _question("photos", _photos),
    _question("word", _word),
)
QUESTIONS = {one.code: one for one in (*BEFORE_ROOMS, *HOURS, *AFTER_ROOMS)}


def asked_of(row: PlaceProposal) -> list[Question[PlaceProposal]]:
    """Return the questions for this place: hours for each of its rooms, beds only where there is a lodging."""
    after = [one for one in AFTER_ROOMS if one.code != "sleeping" or row.lodges]
    return [*BEFORE_ROOMS, *HOURS[: len(row.rooms)], *after]


def next_question(row: PlaceProposal) -> Question[PlaceProposal] | None:
    """Return the first question without an answer; None if all are answered."""
    return first_open(asked_of(row), row)
