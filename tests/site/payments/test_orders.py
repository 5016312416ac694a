"""Payment orders, their files, their returns, and the accounts they pay into."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.resources import files
from xml.etree import ElementTree

import pytest
import xmlschema
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.directory.models import Professional
from maillage.site.locks import constraint_of
from maillage.site.payments import orders, services
from maillage.site.payments.bank import checked_iban, give_account
from maillage.site.payments.files import file_of
from maillage.site.payments.models import Contest, MonthlyStatement, OrderedPayment, PaymentOrder
from maillage.site.payments.payers import BankAccount, Payer
from maillage.site.payments.returns import COLUMNS, read_return
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused, WrongState
from tests.site import factories as make
from tests.site.races import race

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2026, 9, 1)
RPPS = ("10000000009", "10000000017")
IBANS = ("FR7630006000011234567890189", "BE68539007547034")
NAMESPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def closed(kind: str, doctors: int = 2) -> tuple[Payer, User]:
    """Close a payer's September with 100 euros for each doctor; return the payer and its user."""
    payer, coordinator = make.payer(kind), make.coordinator()
    for number in range(doctors):
        person = make.professional(make.user("doctor"), rpps=RPPS[number], last_name=f"=Été{number}")
        make.held(coordinator, professional=person)
    services.close(payer, SEPTEMBER, None)
    return payer, make.user("payer", payer.organisation)


def with_accounts(payer: Payer, desk: User) -> None:
    give_account(IBANS[0], desk, payer=payer)
    for person in Professional.objects.exclude(user=None):
        give_account(IBANS[1], person.user)


def returned(order: PaymentOrder, change: Callable[[list[dict[str, str]]], object] = lambda _: None) -> bytes:
    """Return a return file of an order with all payments made, after ``change``."""
    rows = [
        {"reference": one.statement.reference, "montant_centimes": str(one.cents), "resultat": "verse",
         "date": timezone.localdate().isoformat(), "motif": ""}
        for one in order.payments.select_related("statement__closing")
    ]  # fmt: skip
    change(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


# -- Accounts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189", IBANS[1]])
def test_an_account_in_the_euro_payments_area_is_taken(text: str) -> None:
    assert checked_iban(text).country_code in {"FR", "BE"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "RIB"),
        ("FR7630006000011234567890188", "erreur de frappe"),
        ("FR4830006000011234567890180", "erreur de frappe"),  # valid IBAN key, invalid national key
        ("FR76", "erreur de frappe"),
        ("FR76" + "1" * 5000, "erreur de frappe"),
        ("XX7630006000011234567890189", "erreur de frappe"),
        ("MA64011519000001205000534921", "hors de la zone"),
        ("BR1800360305000010009795493C1", "hors de la zone"),
    ],
)
def test_another_account_is_refused_on_its_field(text: str, said: str) -> None:
    with pytest.raises(InvalidField, match=said) as error:
        checked_iban(text)
    assert error.value.field == "iban"


def test_an_account_is_encrypted_and_shown_by_its_last_digits() -> None:
    doctor = make.doctor()
    assert doctor.user is not None
    give_account(IBANS[0], doctor.user)
    give_account(IBANS[1], doctor.user)
    kept = BankAccount.objects.get()
    assert (kept.last_four, kept.professional) == ("7034", doctor)
    assert "53900754" not in kept.sealed
    with pytest.raises(NotAllowed):
        give_account(IBANS[0], make.coordinator())
    with pytest.raises(NotAllowed):
        give_account(IBANS[0], doctor.user, payer=make.payer())


# -- Orders and their files ---------------------------------------------------------------------------------------


def test_an_insurer_gets_a_table_with_its_control() -> None:
    payer, desk = closed("insurer")
    order = orders.make_order(payer, desk)
    made = file_of(order)
    rows = list(csv.DictReader(io.StringIO(made.content.decode(), newline=""), delimiter=";"))
    *payments, total = rows
    assert [(row["rpps"], row["montant_centimes"], row["nom"]) for row in payments] == [
        (RPPS[0], "10000", "Été0"), (RPPS[1], "10000", "Été1"),
    ]  # fmt: skip
    above = made.content[: made.content.index(b"TOTAL")]
    assert (total["lignes"], total["montant_centimes"]) == ("2", "20000")
    assert total["controle"] == hashlib.sha256(above).hexdigest()
    assert file_of(PaymentOrder.objects.get()).content == made.content


def test_another_payer_gets_a_transfer_that_its_schema_accepts() -> None:
    payer, desk = closed("funder")
    with_accounts(payer, desk)
    order = orders.make_order(payer, desk)
    made = file_of(order)
    schema = xmlschema.XMLSchema(str(files("sepaxml").joinpath("schemas/pain.001.001.09.xsd")))
    schema.validate(io.BytesIO(made.content))
    root = ElementTree.fromstring(made.content)

    def texts(path: str) -> list[str | None]:
        return [one.text for one in root.findall(f".//p:{path}", NAMESPACE)]

    assert texts("GrpHdr/p:NbOfTxs") == ["2"]
    assert texts("GrpHdr/p:CtrlSum") == ["200.00"]
    assert texts("GrpHdr/p:MsgId") == [order.reference]
    assert texts("DbtrAcct/p:Id/p:IBAN") == [IBANS[0]]
    assert texts("CdtrAcct/p:Id/p:IBAN") == [IBANS[1]] * 2
    assert texts("InstdAmt") == ["100.00"] * 2
    assert texts("EndToEndId") == [one.reference for one in MonthlyStatement.objects.order_by("pk")]
    # An old file stays the same, even after the accounts have changed.
    give_account("FR1420041010050500013M02606", desk, payer=payer)
    assert file_of(PaymentOrder.objects.get()).content == made.content


def test_payments_without_account_wait_and_a_payer_without_one_is_refused() -> None:
    payer, desk = closed("funder")
    with pytest.raises(Refused, match="IBAN du compte qui paie"):
        orders.make_order(payer, desk)
    give_account(IBANS[0], desk, payer=payer)
    with pytest.raises(WrongState, match="Aucun relevé"):
        orders.make_order(payer, desk)
    first = Professional.objects.exclude(user=None).order_by("pk").first()
    assert first is not None
    give_account(IBANS[1], first.user)
    assert orders.make_order(payer, desk).payments.get().statement.professional == first
    assert len(orders.without_account(payer)) == 1


def test_a_contested_statement_is_not_ordered() -> None:
    payer, desk = closed("insurer")
    first = MonthlyStatement.objects.order_by("pk").first()
    assert first is not None
    services.contest(first.lines.first(), "Deux demi-journées.", first.professional.user)
    order = orders.make_order(payer, desk)
    assert first.pk not in set(order.payments.values_list("statement", flat=True))
    services.answer_contest(Contest.objects.get(), "Une seule.", desk)
    assert orders.make_order(payer, desk).payments.get().statement == first


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_order_each_statement_once() -> None:
    payer, desk = closed("insurer")
    assert race([lambda: orders.make_order(payer, desk)] * 4) == {"done": 1, "WrongState": 3}
    assert OrderedPayment.objects.count() == 2


def test_the_database_orders_nothing_twice_and_no_other_amount() -> None:
    payer, desk = closed("insurer")
    order = orders.make_order(payer, desk)
    payment = order.payments.first()
    assert payment is not None
    for cents in (payment.cents, payment.cents + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrderedPayment.objects.create(order=order, statement=payment.statement, cents=cents)


def test_orders_are_made_by_the_payer_alone() -> None:
    payer, _ = closed("insurer")
    stranger = make.user("payer", make.payer(schemes=()).organisation)
    with pytest.raises(NotAllowed):
        orders.make_order(payer, stranger)


# -- Returns ------------------------------------------------------------------------------------------------------


def test_a_return_marks_what_is_paid_and_frees_what_is_rejected() -> None:
    payer, desk = closed("insurer")
    order = orders.make_order(payer, desk)

    def reject_first(rows: list[dict[str, str]]) -> None:
        rows[0] |= {"resultat": "rejete", "motif": "Compte clos."}

    found, problems = read_return(order, returned(order, reject_first))
    assert not problems
    assert orders.settle(order, found, desk) == 2
    assert set(MonthlyStatement.objects.with_state().values_list("stands", flat=True)) == {"closed", "paid"}
    paid = MonthlyStatement.objects.with_state().get(stands="paid")
    with pytest.raises(WrongState, match="versé"):
        services.contest(paid.lines.first(), "Trop tard.", paid.professional.user)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Contest.objects.create(line=paid.lines.first(), reason="Trop tard.", at=datetime.now(UTC))
    assert constraint_of(error.value) == "contest_before_payment"
    # A rejected payment is ordered again, once.
    again = orders.make_order(payer, desk)
    assert again.payments.count() == 1
    with pytest.raises(AlreadyDone):
        orders.settle(order, found, desk)


@pytest.mark.parametrize(
    ("change", "line", "column", "said"),
    [
        (lambda rows: rows[1].update(reference="IND-2026-09-999999"), 3, "reference", "Aucun versement"),
        (lambda rows: rows.append(rows[0]), 4, "reference", "déjà à la ligne 2"),
        (lambda rows: rows[1].update(montant_centimes="10001"), 3, "montant_centimes", "10000 centimes"),
        (lambda rows: rows[0].update(montant_centimes="100,00"), 2, "montant_centimes", "en chiffres"),
        (lambda rows: rows[0].update(resultat="ok"), 2, "resultat", "verse"),
        (lambda rows: rows[0].update(resultat="rejete"), 2, "motif", "pourquoi"),
        (lambda rows: rows[0].update(motif="Rien"), 2, "motif", "vide"),
        (lambda rows: rows[0].update(date="30/11/2026"), 2, "date", "2026-11-30"),
        (lambda rows: rows[0].update(date="2999-01-01"), 2, "date", "passée"),
        (lambda rows: rows.clear(), 1, "", "aucune ligne"),
    ],
)
def test_a_wrong_return_is_refused_by_cell(
    change: Callable[[list[dict[str, str]]], object], line: int, column: str, said: str
) -> None:
    payer, desk = closed("insurer")
    order = orders.make_order(payer, desk)
    _, problems = read_return(order, returned(order, change))
    assert [(one.line, one.column) for one in problems] == [(line, column)]
    assert said in problems[0].message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "aucune ligne"),
        (b"PK\x03\x04\xff\xfe", "UTF-8"),
        (b"reference;montant_centimes;\0", "pas un fichier CSV"),
        (b"reference,montant_centimes,resultat,date,motif\n", "Il manque la colonne"),
        (b"montant_centimes;reference;resultat;date;motif\n", "ordre attendu"),
        (b'reference;montant_centimes;resultat;date;motif\n"IND', "guillemet"),
        (b"reference;montant_centimes;resultat;date;motif\nIND;1\n", "2 cellules"),
        (b"a" * (2 * 2**20 + 1), "2"),
    ],
)
def test_a_file_that_is_no_return_is_reported(content: bytes, said: str) -> None:
    payer, desk = closed("insurer", doctors=1)
    order = orders.make_order(payer, desk)
    found, problems = read_return(order, content)
    assert not found
    assert said in problems[0].message
