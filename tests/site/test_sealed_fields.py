"""Names and contacts are encrypted in the database, found by keyed digests, and their key is replaced while in use."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from maillage.errors import MaillageError
from maillage.schemes import SCHEMES
from maillage.site import resealing, sealing
from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import Invitation, User
from maillage.site.accounts.services import Invitee
from maillage.site.applications import services as applications
from maillage.site.booking import services
from maillage.site.booking.contacts import search_terms, words_in_common
from maillage.site.booking.models import Patient
from maillage.site.calls import submissions
from maillage.site.calls.models import Applicant, Submission
from maillage.site.directory.models import Professional
from maillage.site.messages.models import Message
from maillage.site.proposals import services as proposals
from maillage.site.sealed_fields import SealedText, email_term, found_by
from tests.site import call_factories as make_calls
from tests.site import factories as make

pytestmark = pytest.mark.django_db
CONTACT = "zoe@planted.example"
ADDRESSED = (
    "accounts_user", "accounts_userevent", "accounts_invitation", "accounts_invitationevent", "calls_applicant",
    "calls_applicantevent",
)  # fmt: skip
TABLES = (
    "directory_professional", "applications_application", "applications_applicationevent", "proposals_placeproposal",
    "proposals_placeproposalevent",
)  # fmt: skip


def stored(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        return "\n".join(row[0] for row in cursor.fetchall())


def again(person: Patient) -> Patient:
    return Patient.objects.get(pk=person.pk)


def by_email(email: str) -> list[Patient]:
    return list(Patient.objects.filter(found_by(search_terms(email=email))))


def booked() -> Patient:
    who = make.patient(last_name="N’Guyên", email="lea.rdv@gmail.com", phone="06 99 88 77 66")
    return services.book(make.published().slots.first().pk, who, make.key()).appointment.patient


def test_the_database_holds_no_name_and_no_contact() -> None:
    person = booked()
    message = Message.objects.get()
    assert (message.to, person.last_name) == ("lea.rdv@gmail.com", "N’Guyên")
    assert person.last_name not in stored("booking_patient")
    assert "gmail" not in stored("booking_patient")
    assert "gmail" not in stored("outbox_message")
    assert "rendez-vous" not in stored("outbox_message")
    assert again(person).email == "lea.rdv@gmail.com"
    assert Patient.objects.filter(email="").count() == 0


def test_contacts_of_professionals_candidates_and_proposers_are_encrypted_too() -> None:
    person = make.professional(email="claire.puech@planted.example", phone="+33639980077")
    application = applications.begin(SCHEMES["solidarity"], CONTACT, "0639980077", address="192.0.2.1")
    proposal = proposals.begin(CONTACT, "0639980077", address="192.0.2.1")
    for table in TABLES:
        assert "planted" not in stored(table), table
        assert "39980077" not in stored(table), table
    assert Professional.objects.get(pk=person.pk).email == "claire.puech@planted.example"
    for row in (application, proposal):
        found = type(row).objects.filter(found_by([email_term(" Zoe@Planted.example ")]))
        assert [(one.pk, one.email) for one in found] == [(row.pk, CONTACT)]


def test_addresses_of_accounts_invitations_and_applicants_are_encrypted_and_found_by_digest() -> None:
    user = make.user("coordinator", email="ada@planted.example")
    invitee = Invitee("Bea@planted.example", "Bea", "Vidal", "host", make.organisation("practice"))
    invitation, token = accounts.invite(invitee, None)
    asked = submissions.begin(make_calls.call(), CONTACT, "0639980077", address="192.0.2.1")
    for table in ADDRESSED:
        assert "planted" not in stored(table), table
        assert "39980077" not in stored(table), table
    assert User.objects.get(email=" Ada@Planted.example ") == user == User.objects.get(email__iexact=user.email)
    assert set(User.objects.filter(email__in=[user.email, CONTACT])) == {user}
    assert not User.objects.filter(email="").exists()
    assert not User.objects.filter(email__in=[]).exists()
    assert Invitation.objects.exclude(email=user.email).get().email == "bea@planted.example"
    assert accounts.accept(token, password=make.PASSWORD) == User.objects.get(email=invitation.email)
    assert Submission.objects.get(applicant__email=CONTACT) == asked
    assert (asked.applicant.phone, Applicant.objects.get().phone) == ("0639980077",) * 2
    with pytest.raises(FieldError):
        User.objects.filter(email=models.F("last_name")).exists()
    with pytest.raises(FieldError):
        User.objects.filter(email__icontains="planted").exists()


def test_one_address_has_one_account_also_while_the_key_is_replaced(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    user = User.objects.create_user(CONTACT, make.PASSWORD, first_name="Zoé", last_name="Roux")
    with pytest.raises(IntegrityError, match="user_email_once"), transaction.atomic():
        User.objects.create(email=CONTACT.upper(), first_name="Une", last_name="Autre")
    settings.ENCRYPTION_KEYS = [new, old]
    client = Client()
    form = {"username": CONTACT, "password": make.PASSWORD}
    assert client.post("/connexion", form).status_code == 302
    resealing.reseal()
    settings.ENCRYPTION_KEYS = [new]
    assert client.post("/connexion", form).status_code == 302
    assert User.objects.get(email=CONTACT) == user
    with pytest.raises(IntegrityError, match="user_email_once"), transaction.atomic():
        User.objects.create(email=CONTACT, first_name="Une", last_name="Autre")
    resealing.check_key()
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(MaillageError, match="MAILLAGE_ENCRYPTION_KEY"):
        resealing.check_key()
    settings.ENCRYPTION_KEYS = [new]
    found = User.objects.get(pk=user.pk)
    found.email = "zoe.roux@planted.example"
    found.save(update_fields=["email"])
    assert User.objects.get(email="zoe.roux@planted.example") == user
    assert not User.objects.filter(email=CONTACT).exists()


def test_a_person_is_found_by_contact_and_name_however_written() -> None:
    person = booked()
    for terms in (
        search_terms(email="Lea.Rdv+autre@googlemail.com".replace("googlemail", "gmail")),
        search_terms(phone="+33699887766"),
        search_terms(name=f"N'GUYEN {person.first_name.upper()}"),
    ):
        assert list(Patient.objects.filter(found_by(terms))) == [person], terms
    assert not by_email("lea@example.org")
    Patient.objects.get().save()
    assert by_email("lea.rdv@gmail.com") == [person]


@pytest.mark.parametrize("condition", [{"email": "lea@example.org"}, {"last_name__icontains": "guy"}])
def test_a_condition_on_what_is_encrypted_is_refused(condition: dict[str, str]) -> None:
    with pytest.raises(FieldError):
        Patient.objects.filter(**condition).exists()


def test_the_key_is_replaced_while_people_book(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    first = booked()
    settings.ENCRYPTION_KEYS = [new, old]
    assert by_email("lea.rdv@gmail.com") == [first], "found before anything is sealed again"
    monkeypatch.setattr(resealing, "BATCH", 1)
    second = Patient.objects.create(
        first_name="Zoé", last_name="Roux", email="zoe@example.org", birth_year=1980, commune=first.commune,
        has_treating_doctor=None,
    )  # fmt: skip
    reseal, during = sealing.reseal, iter([True])

    def and_somebody_writes(text: str) -> str:
        if next(during, False):
            Patient.objects.filter(pk=second.pk).update(email="zoe.roux@example.org")
        return reseal(text)

    monkeypatch.setattr(sealing, "reseal", and_somebody_writes)
    counts = resealing.reseal()
    assert counts["booking.Patient"] == 2 * 3 + 1  # names and e-mail of both, one telephone
    settings.ENCRYPTION_KEYS = [new]
    assert again(second).email == "zoe.roux@example.org"
    assert by_email("lea.rdv@gmail.com") == [again(first)]
    assert again(first).phone == "+33699887766"
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(sealing.Unreadable):
        again(first)


def test_every_name_and_contact_of_a_person_cared_for_is_sealed() -> None:
    for label in ("booking.Patient", "centres.RegistrationRequest", "centres.DeskTask", "centres.HomeVisit"):
        model = resealing.apps.get_model(label)
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                assert isinstance(field, SealedText), field


@given(st.lists(st.text(alphabet="abcé' -", min_size=1), min_size=1, max_size=4))
def test_words_of_a_name_have_no_order_case_or_accents(names: list[str]) -> None:
    assert words_in_common(*names) == words_in_common(*reversed([name.upper() for name in names]))
