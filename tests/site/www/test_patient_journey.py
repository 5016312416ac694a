"""The patient's journey as a whole: how many fields, what is prepared, what a page without slots says, bad input."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from maillage.schemes import Profession
from maillage.site.agenda.models import Session
from maillage.site.booking import retention, services
from maillage.site.booking.models import Appointment, Patient, WaitingEntry
from maillage.site.booking.motives import motives
from maillage.site.booking.tokens import new_key, token_again
from maillage.site.directory.promises import PlaceDetails
from maillage.site.identity import services as identity
from maillage.site.identity.services import IdentityData
from maillage.site.www.patient.motives import LABELS
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_booking_pages import PERSON, WHO, answers, book, key_in
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
MOST_FIELDS = 12
FIELD = re.compile(r"<(?:input|select|textarea)\b[^>]*>")


@pytest.fixture
def session(world: World) -> Session:
    return make.published(place=make.place(commune=world.requista, name="Maison de santé"))


def fields_of(page: str) -> set[str]:
    """Return the names of the fields that a person fills in on a page: radios and boxes of one question are one."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return {re.search(r'name="([^"]+)"', tag).group(1) for tag in FIELD.findall(main) if "hidden" not in tag}  # type: ignore[union-attr]


def bus(world: World, profession: Profession) -> Session:
    giver = make.doctor()
    giver.profession = profession
    giver.save()
    return make.published(
        scheme="medical_bus", commune=world.requista, vehicle=make.vehicle(), stop="Place", professional=giver
    )


def test_twelve_fields_at_most_from_start_to_end(client: Client, world: World, session: Session) -> None:
    """The longest way: somebody with a treating doctor who looks for a dentist near a bus."""
    bus(world, Profession.DENTIST)
    shared = flexible(world, Profession.DENTIST).slots.order_by("starts").first()
    filled = fields_of(client.get("/rendez-vous").content.decode())
    base = f"/rendez-vous?commune={world.requista.pk}"
    filled |= fields_of(client.get(base).content.decode())
    who = f"{base}&demande=qui&pour=moi&medecin=oui&soignant=dentist"
    more = client.get(who).content.decode()
    assert "pas_vu" in fields_of(more)
    assert "Répondez par oui ou par non." in text_of(client.get(f"{who}&precise=oui"))
    filled |= fields_of(more)
    when = client.get(f"{who}&precise=oui&pas_vu=2").content.decode()
    assert "creneau" in fields_of(when)
    filled |= fields_of(when)
    slot = re.search(r'name="creneau"\s+id="c(\d+)"', when).group(1)  # type: ignore[union-attr]
    identity_page = client.get(f"{who}&precise=oui&pas_vu=2&creneau={slot}").content.decode()
    filled |= fields_of(identity_page)
    # Where the bus asks one thing more, nothing is asked about visits of different length.
    assert "motif" not in fields_of(client.get(f"{who}&pas_vu=2&creneau={shared.pk}").content.decode())
    form = {**PERSON, "commune": world.requista.pk, "pour": "moi", "medecin": "oui", "soignant": "dentist",
            "pas_vu": "2", "creneau": slot}  # fmt: skip
    check = client.post("/rendez-vous", {**form, "etape": "verifier"})
    filled |= fields_of(check.content.decode())
    assert check.status_code == 200
    assert len(filled) <= MOST_FIELDS, filled
    assert len(filled) == MOST_FIELDS, "the longest way got shorter: say so in the test"


def flexible(world: World, profession: Profession = Profession.GP) -> Session:
    """Half an hour where visits of 15, 30 and 10 minutes share a session."""
    giver = make.doctor()
    giver.profession = profession
    giver.save()
    starts = make.soon(5)
    return make.published(
        scheme="practice", place=make.place(commune=world.requista), professional=giver, starts=starts,
        ends=starts + timedelta(minutes=30), slot_minutes=10, motives=[["short", 15], ["long", 30], ["papers", 10]],
    )  # fmt: skip


def test_what_somebody_comes_for_is_asked_where_visits_differ(client: Client, world: World) -> None:
    """On a page of its own, in the language of the reader, and the visit lasts as long as it says."""
    of = flexible(world)
    first, second, _ = of.slots.order_by("starts")
    base = f"/rendez-vous?commune={world.requista.pk}&pour=moi&medecin=non&soignant=gp&creneau={first.pk}"
    asked = client.get(base)
    assert fields_of(asked.content.decode()) == {"motif"}
    assert "Consultation longue, 30 min" in text_of(asked)
    assert "Choisissez pour quoi vous venez." in text_of(client.get(f"{base}&pourquoi=1"))
    told = text_of(client.get(base.replace(str(first.pk), str(second.pk))))
    assert "Consultation longue" not in told, "it does not fit there any more"
    client.cookies["langue"] = "en"
    assert "Certificate or papers, 10" in text_of(client.get(base))
    del client.cookies["langue"]
    assert "first_name" in fields_of(client.get(f"{base}&motif=long").content.decode())
    form = {"commune": world.requista.pk, **WHO, "medecin": "non", "creneau": str(first.pk), **PERSON, "motif": "long"}
    check = client.post("/rendez-vous", {**form, "etape": "verifier"})
    assert "Pour quoi Consultation longue, 30 min" in text_of(check)
    done = client.post("/rendez-vous", {**form, "etape": "reserver", "cle": key_in(check)}, follow=True)
    assert "est réservé" in text_of(done)
    visit = Appointment.objects.get()
    assert (visit.slot.motive, visit.slot.ends - visit.slot.starts) == ("long", timedelta(minutes=30))


def test_every_motive_has_its_name_in_the_languages_of_the_journey() -> None:
    with translation.override("fr"):
        assert {code: str(name) for code, name in LABELS.items()} == {one.code: one.label for one in motives().values()}


def test_who_has_no_treating_doctor_is_asked_nothing_more(client: Client, world: World) -> None:
    bus(world, Profession.DENTIST)
    page = client.get(f"/rendez-vous?commune={world.requista.pk}&demande=qui&pour=moi&medecin=non&soignant=dentist")
    assert "Étape 3 sur 4" in text_of(page)


def test_what_must_be_prepared_is_kept_and_shown_to_those_who_receive(client: Client, session: Session) -> None:
    slot = session.slots.order_by("starts").first()
    form = {"commune": session.commune_id, **WHO, "creneau": str(slot.pk), **PERSON,
            "needs": ["interpreter", "wheelchair"]}  # fmt: skip
    check = client.post("/rendez-vous", {**form, "etape": "verifier"})
    assert "À prévoir" in text_of(check)
    assert "n’a pas dit que son entrée est sans marche" in text_of(check)
    PlaceDetails.objects.create(place=session.place, accessibility=["step_free"])
    assert "sans marche" not in text_of(client.post("/rendez-vous", {**form, "etape": "verifier"})).replace(
        "Une entrée sans marche", ""
    )
    carried = re.findall(r'name="needs" value="(\w+)"', check.content.decode())
    assert carried == ["interpreter", "wheelchair"]
    done = client.post("/rendez-vous", {**form, "etape": "reserver", "cle": key_in(check)}, follow=True)
    assert "Un interprète" in text_of(done)
    assert Appointment.objects.get().patient.needs == ["wheelchair", "interpreter"]
    client.force_login(make.user("host", session.place.organisation))
    assert "en fauteuil roulant et Un interprète" in text_of(client.get(reverse("host-day", args=[session.pk])))


def test_an_unknown_need_is_refused_on_its_field(client: Client, session: Session) -> None:
    page = client.post("/rendez-vous", {**answers(session, etape="verifier"), "needs": "diagnosis"})
    assert page.status_code == 422
    assert "Choisissez dans la liste ce qu’il faut prévoir." in text_of(page)


def test_a_family_is_booked_under_one_telephone_and_no_further(client: Client, session: Session) -> None:
    """Three people of one contact, a child among them; the limit names what to do."""
    slots = list(session.slots.order_by("starts"))
    year = timezone.localdate().year
    for k, (name, born) in enumerate((("Anne", "1985"), ("Paul", "1983"), ("Lou", str(year)))):
        form = answers(session, first_name=name, birth_year=born, creneau=str(slots[k].pk))
        check = client.post("/rendez-vous", {**form, "etape": "verifier"})
        done = client.post("/rendez-vous", {**form, "etape": "reserver", "cle": key_in(check)})
        assert done.status_code == 302, text_of(done)
    page = client.get(done["Location"]).content.decode()
    again = re.search(r'href="([^"]+)"[^>]*>\s*Prendre un rendez-vous pour une autre personne de la famille', page)
    assert again is not None
    next_question = text_of(client.get(again[1].replace("&amp;", "&")))
    assert "Étape 2 sur 4" in next_question
    form = answers(session, first_name="Max", creneau=str(slots[3].pk))
    check = client.post("/rendez-vous", {**form, "etape": "verifier"})
    fourth = client.post("/rendez-vous", {**form, "etape": "reserver", "cle": key_in(check)})
    assert "Vous avez déjà 3 rendez-vous à venir. Annulez-en un" in text_of(fourth)


def test_a_page_without_slots_offers_the_list_the_telephone_and_the_regulator(client: Client, world: World) -> None:
    identity.change(IdentityData(phone="05 65 00 00 12"))
    kept = make.published(place=make.place(commune=world.requista))
    for slot in kept.slots.all():
        services.book(slot.pk, make.patient(commune=world.requista.pk), make.key())
    page = client.get(f"/rendez-vous?commune={world.requista.pk}&{'&'.join(map('='.join, WHO.items()))}")
    told, html = text_of(page), page.content.decode()
    assert "Aucun horaire libre" in told
    assert "M’inscrire sur la liste d’attente" in told
    assert 'href="tel:+33565000012"' in html
    assert 'href="tel:116117"' in html
    assert "le 15" in told


# Bad input: a clear message on the field, no error of the server, nothing half written.


def nothing_written() -> bool:
    return not (Appointment.objects.exists() or Patient.objects.exists() or WaitingEntry.objects.exists())


def test_a_past_slot_is_refused(client: Client, session: Session) -> None:
    form, check = answers(session), client.post("/rendez-vous", answers(session, etape="verifier"))
    back = timedelta(days=30)
    session.slots.update(starts=F("starts") - back, ends=F("ends") - back)
    late = client.post("/rendez-vous", {**form, "etape": "reserver", "cle": key_in(check)})
    assert late.status_code == 409
    assert "Il est trop tard pour prendre ce créneau." in text_of(late)
    assert nothing_written()


@pytest.mark.parametrize("commune", ["99999", "abc", "1", "'; DROP", "%00", "１２００１"])
def test_a_wrong_commune_asks_again(client: Client, session: Session, commune: str) -> None:
    assert "Étape 1 sur 4" in text_of(client.get("/rendez-vous", {"commune": commune}))
    sent = client.post("/rendez-vous", {**answers(session), "commune": commune, "etape": "reserver", "cle": new_key()})
    assert (sent.status_code, sent["Location"]) == (302, "/rendez-vous")
    assert nothing_written()


def test_an_expired_or_cut_link_says_so(client: Client, session: Session) -> None:
    made = services.book(session.slots.first().pk, make.patient(commune=session.commune_id), make.key())
    for broken in (made.token[:-1], made.token + "x", "é", "x" * 500, "../admin"):
        assert client.get(f"/rendez-vous/{broken}").status_code == 404, broken
        assert client.post(f"/rendez-vous/{broken}/annuler").status_code == 404
    Appointment.objects.update(state="cancelled", cancelled_at=timezone.now() - timedelta(days=4000))
    back = timedelta(days=4000)
    session.slots.update(starts=F("starts") - back, ends=F("ends") - back)
    retention.purge(timezone.now())
    gone = client.get(f"/rendez-vous/{made.token}")
    assert gone.status_code == 404
    assert "Cette page n’existe pas" in text_of(gone)


def test_two_tabs_and_a_double_click_book_once(client: Client, session: Session) -> None:
    check = client.post("/rendez-vous", answers(session, etape="verifier"))
    form = answers(session, etape="reserver", cle=key_in(check))
    first, again = (client.post("/rendez-vous", form) for _ in range(2))
    assert first["Location"] == again["Location"]
    # A second tab with a form of its own: the same person at the same hour.
    other = book(client, session)
    assert other.status_code == 409
    assert Appointment.objects.count() == 1
    token = token_again(Appointment.objects.get().pk)
    cancelled = [client.post(f"/rendez-vous/{token}/annuler").status_code for _ in range(2)]
    assert cancelled == [302, 302]


def test_a_huge_body_is_refused_in_words(client: Client, session: Session) -> None:
    big = {**answers(session, etape="verifier"), "first_name": "x" * (10 * 2**20)}
    answer = client.post("/rendez-vous", big)
    assert answer.status_code in (400, 413)
    assert "Rien n’a été enregistré" in text_of(answer)
    assert nothing_written()


def test_fields_nobody_asked_for_are_ignored(client: Client, session: Session) -> None:
    done = book(client, session, state="seen", notice="given", is_staff="1", **{"patient.id": "7", "__proto__": "x"})
    assert done.status_code == 302
    assert Appointment.objects.get().state == Appointment.State.BOOKED


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("06 39 98 00 01", "+33639980001"),
        ("06.39.98.00.01", "+33639980001"),
        ("+33 6 39 98 00 01", "+33639980001"),
        ("0033639980001", "+33639980001"),
        ("0692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("+594 694 12 34 56", "+594694123456"),
        ("+34 612 34 56 78", "+34612345678"),
    ],
)
def test_telephones_are_read_as_people_write_them(client: Client, session: Session, written: str, kept: str) -> None:
    assert book(client, session, phone=written).status_code == 302
    assert Patient.objects.get().phone == kept


@pytest.mark.parametrize(
    "name", ["D'Élan", "O’Brien", "Ô", "Y", "محمد", "Ніколаєнко", "李", "Nguyễn Thị", "van 't Hoff-Ç"]
)
def test_names_of_all_kinds_are_kept_as_written(client: Client, session: Session, name: str) -> None:
    done = book(client, session, last_name=name)
    assert done.status_code == 302, text_of(done)
    assert Patient.objects.get().last_name == name


@pytest.mark.parametrize("name", ["", "   ", "123", "\u202e", "<>", "a" * 101])
def test_what_is_no_name_is_said_on_the_field(client: Client, session: Session, name: str) -> None:
    page = client.post("/rendez-vous", answers(session, etape="verifier", last_name=name))
    assert page.status_code == 422
    assert 'id="id_last_name_error"' in page.content.decode()
    assert nothing_written()


def test_the_hour_that_does_not_exist_never_shows(client: Client, world: World) -> None:
    """On 28 March 2027 the clocks go from 2:00 to 3:00 in France: slots of that night keep their length and order."""
    paris = ZoneInfo("Europe/Paris")
    scheme = make.published(place=make.place(commune=world.requista)).rules
    before = datetime(2027, 3, 28, 1, 0, tzinfo=paris)
    slots = scheme.slots(before, datetime(2027, 3, 28, 5, 0, tzinfo=paris), paris)
    hours = [slot.starts.astimezone(paris) for slot in slots]
    assert all(hour.hour != 2 for hour in hours)
    assert {(slot.ends - slot.starts) for slot in slots} == {timedelta(minutes=scheme.slot_minutes)}
    page = client.get(
        f"/rendez-vous?commune={world.requista.pk}&{'&'.join(map('='.join, WHO.items()))}&jour=2027-03-28T02:30"
    )
    assert page.status_code == 200
