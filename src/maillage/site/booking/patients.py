"""Data that a person gives to book: validated, normalised, and limited to what is needed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from maillage.schemes import PatientFacts, department_of, zone_of_commune
from maillage.site import languages
from maillage.site.booking.contacts import contact_keys, identity_key
from maillage.site.booking.models import Patient
from maillage.site.geography.models import Commune
from maillage.site.refusals import Refused
from maillage.site.telephones import dialled
from maillage.site.texts import visible

DECLARATION_LASTS = timedelta(days=365)
OLDEST_BIRTH_YEAR = 1890


class InvalidPatient(Refused):
    """An invalid field; ``field`` is its name in :class:`PatientData`."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class PatientData:
    """The form of a booking. Answers that only some schemes ask for are not stored: ``referred`` (a colleague sends the
    patient), ``not_seen_for_years`` (years since the last visit to the profession), ``regulated`` (the regulator
    books). ``birth_year`` and ``has_treating_doctor`` are None if nobody asked.

    ``helped``: the contacts are those of whoever helps the person, who may help several. ``language`` is that of the
    messages; ``needs`` what the place must prepare; ``remind_by`` how the person wants to be reminded, "" if not asked.
    """

    first_name: str
    last_name: str
    birth_year: int | None
    commune: str
    has_treating_doctor: bool | None
    email: str = ""
    phone: str = ""
    referred: bool = False
    not_seen_for_years: int = 0
    regulated: bool = False
    helped: bool = False
    language: str = languages.FRENCH.code
    needs: tuple[str, ...] = ()
    remind_by: str = ""

    @property
    def reminded_by(self) -> str:
        """How the person is reminded: as they chose, by default by e-mail, by SMS for those without an address."""
        usual = Patient.RemindBy.EMAIL if self.email or not self.phone else Patient.RemindBy.SMS
        return self.remind_by or usual.value


def checked(data: PatientData, now: datetime) -> PatientData:
    """Return the data normalised (spaces, case, international phone). Raises ``InvalidPatient``."""
    email, phone = kept_email(data.email), kept_phone(data.phone, department_of(data.commune))
    if not email and not phone:
        raise InvalidPatient("email", _("Donnez une adresse électronique ou un numéro de téléphone."))
    if not set(data.needs) <= set(Patient.Need.values):
        raise InvalidPatient("needs", _("Choisissez dans la liste ce qu’il faut prévoir."))
    if data.remind_by not in ("", *Patient.RemindBy.values):
        raise InvalidPatient("remind_by", _("Choisissez comment recevoir le rappel."))
    this_year = now.astimezone(zone_of_commune(data.commune)).year
    if data.birth_year is not None and not OLDEST_BIRTH_YEAR <= data.birth_year <= this_year:
        raise InvalidPatient("birth_year", _("Donnez une année de naissance sur quatre chiffres."))
    return replace(
        data,
        first_name=kept_name("first_name", data.first_name),
        last_name=kept_name("last_name", data.last_name),
        email=email,
        phone=phone,
        language=languages.known(data.language),
        needs=tuple(need for need in Patient.Need.values if need in data.needs),
    )


def kept_name(field: str, text: str) -> str:
    """Return a name as stored: no invisible characters, single spaces. Raises ``InvalidPatient`` for ``field``."""
    clean = " ".join(visible(text).split())
    if not clean or len(clean) > 100 or not any(c.isalpha() for c in clean):
        raise InvalidPatient(field, _("Écrivez ce nom en toutes lettres."))
    if any(unicodedata.category(c).startswith("C") for c in clean):
        raise InvalidPatient(field, _("Ce nom contient un caractère illisible."))
    return clean


def kept_email(text: str) -> str:
    """Return an address as stored: lower case, no invisible characters. Raises ``InvalidPatient`` with the reason."""
    clean = visible(text).strip().lower()
    if clean and "@" not in clean:
        raise InvalidPatient("email", _("Il manque le signe @ à cette adresse électronique."))
    if any(letter.isspace() for letter in clean):
        raise InvalidPatient("email", _("Cette adresse électronique contient une espace."))
    if clean:
        try:
            validate_email(clean)
        except ValidationError as error:
            raise InvalidPatient("email", _("Cette adresse électronique n’est pas complète.")) from error
    if len(clean) > 254:
        raise InvalidPatient("email", _("Cette adresse électronique est trop longue."))
    return clean


def kept_phone(text: str, department: str = "") -> str:
    """Return a number as stored, ``+33612345678``. Raises ``InvalidPatient``.

    ``department`` is where the person lives, for numbers without a prefix.
    """
    if not visible(text).strip():
        return ""
    number = dialled(text, department)
    if number is None:
        raise InvalidPatient("phone", _("Ce numéro de téléphone n’est pas complet."))
    return number


def identity_of(data: PatientData) -> int:
    """Return the key of the person without contacts."""
    return identity_key(data.first_name, data.last_name, data.birth_year, data.commune)


def person_keys(data: PatientData) -> list[int]:
    """Return the keys of the person: every contact that is theirs, and the identity; ``data`` is normalised."""
    return [*([] if data.helped else contact_keys(data.email, data.phone)), identity_of(data)]


def facts(data: PatientData, commune: Commune, session_commune: Commune) -> PatientFacts:
    """Return the facts that the scheme's rules need; the area of a session is the intercommunality of its commune."""
    same = commune.pk == session_commune.pk or (
        commune.intercommunality_id is not None and commune.intercommunality_id == session_commune.intercommunality_id
    )
    return PatientFacts(
        has_treating_doctor=data.has_treating_doctor is not False,
        lives_in_area=same,
        not_seen_for_years=data.not_seen_for_years,
        referred=data.referred,
        regulated=data.regulated,
    )


def save_patient(data: PatientData, now: datetime) -> Patient:
    """Save the patient's row; the declaration about the treating doctor is valid for a year."""
    today = now.astimezone(zone_of_commune(data.commune)).date()
    return Patient.objects.create(
        first_name=data.first_name,
        last_name=data.last_name,
        email=data.email,
        phone=data.phone,
        birth_year=data.birth_year,
        commune_id=data.commune,
        has_treating_doctor=data.has_treating_doctor,
        treating_doctor_declared_until=None if data.has_treating_doctor is None else today + DECLARATION_LASTS,
        language=data.language,
        needs=list(data.needs),
        remind_by=data.reminded_by,
    )
