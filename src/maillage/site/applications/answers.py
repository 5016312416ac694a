"""The questions of an application, in order, and what makes a good answer to each.

An answer is checked and put on the row; ``InvalidField`` names the field and says what to do.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.utils import timezone

from maillage.schemes import DaysPerMonth, Profession, Scheme, Status, Whereabouts
from maillage.site.applications.models import Application
from maillage.site.applications.places import open_places
from maillage.site.applications.register import said_of
from maillage.site.directory.models import Professional
from maillage.site.directory.rpps import kept_rpps
from maillage.site.engagements import questions
from maillage.site.geography.models import Commune
from maillage.site.questionnaires import Question, Values, first_open, kept_email, kept_name, kept_text
from maillage.site.refusals import InvalidField
from maillage.site.telephones import InvalidNumber, written

FARTHEST = timedelta(days=366)
LONGEST_MOTIVATION = 1000
MOST_DATES = 60
CALL = "appelez la coordination"


def _contact(row: Application, values: Values) -> None:
    row.email = kept_email(str(values.get("email", "")))
    try:
        row.phone = written(str(values.get("phone", "")))
    except InvalidNumber as error:
        raise InvalidField("phone", str(error)) from error


def _identity(row: Application, values: Values) -> None:
    row.first_name = kept_name(values, "first_name", "Donnez votre prénom.")
    row.last_name = kept_name(values, "last_name", "Donnez votre nom.")
    _look_up(row)


def _rpps(row: Application, values: Values) -> None:
    number = kept_rpps(str(values.get("rpps", "")))
    refuse_known(row, number)
    row.rpps = number
    _look_up(row)


def refuse_known(row: Application, number: str) -> None:
    """Raise ``InvalidField`` for the number of a running application to the scheme, or of the directory."""
    if Application.objects.sent().filter(rpps=number, scheme=row.scheme).exclude(pk=row.pk).exists():
        raise InvalidField(
            "rpps",
            "Une candidature est déjà en cours avec ce numéro. Ouvrez le lien reçu quand elle a commencé, "
            f"ou {CALL} si elle n’est pas de vous.",
        )
    if Professional.objects.filter(rpps=number).exists():
        raise InvalidField(
            "rpps",
            f"Ce numéro est déjà celui d’un soignant de ce site. Connectez-vous si vous avez un compte, sinon {CALL}.",
        )


def _look_up(row: Application) -> None:
    """Look the number up in the national register; take its profession as the answer if the scheme admits it."""
    if not row.rpps or not row.last_name:
        return
    row.register, profession = said_of(row.rpps, row.last_name)
    if not row.profession and profession in row.rules.who.professions:
        row.profession = profession


def _profession(row: Application, values: Values) -> None:
    given = str(values.get("profession", ""))
    if given not in row.rules.who.professions:
        raise InvalidField("profession", "Choisissez votre profession parmi celles que ce dispositif accueille.")
    row.profession = Profession(given).value


def _status(row: Application, values: Values) -> None:
    given = str(values.get("status", ""))
    if given not in row.rules.who.statuses:
        raise InvalidField("status", "Choisissez votre situation parmi celles que ce dispositif accueille.")
    if given != row.status:
        # A person without a practice needs no replacement there: this question is left out.
        row.replaced_at_home = None if given == Status.PRACTISING else False
    row.status = Status(given).value


def _practice(row: Application, values: Values) -> None:
    home = Commune.objects.filter(pk=str(values.get("home", ""))).first()
    if home is None or home.position is None:
        raise InvalidField("home", "Choisissez votre commune dans la liste.")
    at_home = home.intercommunality_id in questions.designated()
    if not row.rules.where.allows(Whereabouts(designated=True, home_designated=at_home, named=True)):
        raise InvalidField(
            "home",
            f"{home.name} est dans un territoire qui manque lui-même de médecins\u00a0: ce dispositif n’en fait pas "
            f"partir. Pour y exercer davantage, {CALL}.",
        )
    row.home = home


def _places(row: Application, values: Values) -> None:
    keys = {int(one) for one in values.get("places", ()) if str(one).isdigit()}
    found = list(open_places(row.rules).filter(pk__in=keys))
    if len(found) < len(keys):
        raise InvalidField("places", "Un de ces lieux n’attend plus de médecin\u00a0: choisissez-en un autre.")
    row.wanted_places.set(found)
    row.places_answered = True


def most_half_days(scheme: Scheme) -> int:
    """Return the maximum number of half-days a month that a scheme takes from one person."""
    return 2 * scheme.quota.days if isinstance(scheme.quota, DaysPerMonth) else 62


def _rhythm(row: Application, values: Values) -> None:
    given, most = str(values.get("half_days_per_month", "")), most_half_days(row.rules)
    if not given.isdigit() or not 1 <= int(given) <= most:
        raise InvalidField("half_days_per_month", f"Choisissez de 1 à {most} demi-journées par mois.")
    row.half_days_per_month = int(given)


def _when(row: Application, values: Values) -> None:
    weekdays = sorted({int(one) for one in values.get("weekdays", ()) if str(one) in "0123456"})
    dates: Collection[date] = sorted(set(values.get("dates", ())))
    today = timezone.localdate()
    for day in dates:
        if not today < day <= today + FARTHEST:
            raise InvalidField(
                "dates", f"Le {day:%d/%m/%Y} est passé ou trop lointain\u00a0: donnez des dates à venir."
            )
    if len(dates) > MOST_DATES:
        raise InvalidField("dates", f"Donnez {MOST_DATES} dates au plus, ou des jours de la semaine.")
    row.weekdays, row.dates, row.when_answered = weekdays, list(dates), True


def _replacement(row: Application, values: Values) -> None:
    row.replaced_at_home = _yes_or_no(values, "replaced_at_home", "Dites si vous serez remplacé.")


def _lodging(row: Application, values: Values) -> None:
    row.lodging_wanted = _yes_or_no(values, "lodging_wanted", "Dites si vous voulez dormir sur place.")


def _yes_or_no(values: Values, field: str, otherwise: str) -> bool:
    given = values.get(field)
    if not isinstance(given, bool):
        raise InvalidField(field, otherwise)
    return given


def _motivation(row: Application, values: Values) -> None:
    row.motivation, row.motivation_answered = kept_text(values, "motivation", LONGEST_MOTIVATION), True


QUESTIONS: dict[str, Question[Application]] = {
    one.code: one
    for one in (
        Question("contact", _contact, lambda row: bool(row.email)),
        Question("identity", _identity, lambda row: bool(row.last_name)),
        Question("rpps", _rpps, lambda row: bool(row.rpps)),
        Question("profession", _profession, lambda row: bool(row.profession)),
        Question("status", _status, lambda row: bool(row.status)),
        Question("practice", _practice, lambda row: row.home_id is not None),
        Question("places", _places, lambda row: bool(row.places_answered)),
        Question("rhythm", _rhythm, lambda row: row.half_days_per_month is not None),
        Question("when", _when, lambda row: bool(row.when_answered)),
        Question("replacement", _replacement, lambda row: row.replaced_at_home is not None),
        Question("lodging", _lodging, lambda row: row.lodging_wanted is not None),
        Question("motivation", _motivation, lambda row: bool(row.motivation_answered)),
    )
}


def asked_of(row: Application) -> list[Question[Application]]:
    """Return the questions for this person; without a practice, nobody is asked who looks after it."""
    keeps = row.status in ("", Status.PRACTISING)
    return [one for one in QUESTIONS.values() if keeps or one.code != "replacement"]


def next_question(row: Application) -> Question[Application] | None:
    """Return the first question without an answer; None if all are answered."""
    return first_open(asked_of(row), row)
