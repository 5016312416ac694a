"""The register of grants: exact to the cent, never paid past what is granted, changed by who may."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.site.accounts.models import User
from maillage.site.grants import files, services, totals
from maillage.site.grants.models import AwardedGrant, GrantDocument, GrantImport, GrantPayment, GrantYear
from maillage.site.grants.services import GrantData
from maillage.site.grants.totals import GrantFacts
from maillage.site.locks import constraint_of
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused
from tests.site import factories as make

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)


def data(**fields: Any) -> GrantData:
    make.region()
    said: dict[str, Any] = {
        "region": "76", "reference": f"2024-{make.number()}", "giver": "Région Occitanie", "beneficiary": "SISA du Lot",
        "object": "practice_house", "decided_on": DAY, "years": {2024: 100_00, 2025: 50_00},
    }  # fmt: skip
    return GrantData(**{**said, **fields})


def recorded(by: User | None = None, **fields: Any) -> AwardedGrant:
    return services.record(data(**fields), by or make.coordinator())


def test_no_more_is_paid_than_granted_but_by_a_correction() -> None:
    by = make.coordinator()
    grant = recorded(by)
    services.pay(grant, DAY, 100_00, by, reference="M1")
    with pytest.raises(InvalidField, match="qu’il ne reste"):
        services.pay(grant, DAY, 50_01, by)
    with pytest.raises(AlreadyDone):
        services.pay(grant, DAY, 10_00, by, reference="M1")
    first = grant.payments.get()
    with pytest.raises(InvalidField, match="pourquoi"):
        services.correct(first, 160_00, " ", by)
    services.correct(first, 160_00, "Double mandat.", by)
    assert (services.paid(grant), services.ordinary_paid(grant)) == (160_00, 100_00)
    services.correct(first, 0, "Rejeté par la banque.", by)
    assert services.paid(grant) == 0
    with pytest.raises(InvalidField, match="déjà le montant"):
        services.correct(first, 0, "Encore.", by)
    with pytest.raises(InvalidField, match="vient après la décision"):
        services.pay(grant, date(2024, 2, 29), 1_00, by)


def refused(act: Any) -> str | None:
    """The constraint that refuses ``act`` at the commit."""
    try:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return constraint_of(error)
    return None


def test_the_database_refuses_what_the_services_refuse() -> None:
    by = make.coordinator()
    grant = recorded(by)
    paid = services.pay(grant, DAY, 100_00, by)

    def pay(cents: int, **fields: Any) -> Any:
        return lambda: GrantPayment.objects.create(grant=grant, date=DAY, cents=cents, **fields)

    assert refused(pay(50_01)) == "grant_paid_within_granted"
    assert refused(pay(-1)) == "grant_payment_or_correction"
    assert refused(pay(-100_01, corrects=paid, reason="Non.")) == "grant_paid_within_granted"
    assert refused(pay(1, corrects=services.pay(recorded(by), DAY, 1, by), reason="Non.")) == (
        "grant_correction_of_its_payment"
    )
    assert refused(lambda: GrantYear.objects.filter(grant=grant, year=2024).update(cents=1)) == (
        "grant_paid_within_granted"
    )
    assert refused(grant.years.all().delete) == "grant_of_something"
    assert refused(lambda: GrantPayment.objects.filter(pk=paid.pk).update(cents=2)) == "grant_payment_never_changes"
    assert refused(paid.delete) == "grant_payment_never_changes"
    away = make.elsewhere()
    assert refused(lambda: AwardedGrant.objects.filter(pk=grant.pk).update(commune=away)) == "grant_in_its_region"
    other = recorded(by)
    assert refused(lambda: AwardedGrant.objects.filter(pk=other.pk).update(reference=grant.reference.upper())) == (
        "grant_reference_once"
    )


def test_a_grant_says_who_what_where_and_how_much() -> None:
    by = make.coordinator()
    away = make.elsewhere()
    wrong = {
        "reference": "", "giver": "", "beneficiary": "x" * 201, "object": "cathedral", "years": {},
        "commune": away.pk, "intercommunality": away.intercommunality_id, "decided_on": date(1899, 1, 1),
    }  # fmt: skip
    for field, value in wrong.items():
        with pytest.raises(InvalidField) as error:
            services.record(data(**{field: value}), by)
        assert error.value.field == field
    for years in ({1950: 1}, {2024: 0}, {2024: 10**16}):
        with pytest.raises(InvalidField, match=r"20\d\d|1950"):
            services.record(data(years=years), by)
    said = data()
    first = services.record(said, by)
    with pytest.raises(InvalidField, match="déjà une subvention"):
        services.record(replace(said, giver="RÉGION OCCITANIE"), by)
    house = make.organisation("agency", name="Agence du Sud")
    services.change(first, replace(said, giver="agence du sud", years={2024: 10_00}), by)
    first = AwardedGrant.objects.with_sums().get(pk=first.pk)
    assert (first.giver, first.granted) == (house, 10_00)
    services.pay(first, DAY, 10_00, by)
    with pytest.raises(InvalidField, match="déjà versé"):
        services.change(first, replace(said, years={2024: 9_99}), by)


def test_somebody_of_another_region_changes_nothing() -> None:
    grant, stranger = recorded(), make.coordinator(make.region("53", "Bretagne"))
    for act in (
        lambda: services.record(data(), stranger),
        lambda: services.change(grant, data(), stranger),
        lambda: services.pay(grant, DAY, 1, stranger),
        lambda: services.add_condition(grant, "Ouvrir.", stranger),
        lambda: files.attach(grant, "a.pdf", b"%PDF-", stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_part_of_a_region_has_its_grants_only() -> None:
    commune, other = make.commune(), make.commune("12202", "Rodez", intercommunality=make.intercommunality("200000002"))
    house = make.organisation("coordination")
    house.intercommunalities.add(commune.intercommunality)
    local = make.user("coordinator", house)
    mine = recorded(local, commune=commune.pk)
    there = recorded(commune=other.pk)
    region = recorded()
    assert set(AwardedGrant.objects.visible_to(local)) == {mine}
    for one in (there, region):
        with pytest.raises(NotAllowed):
            services.pay(one, DAY, 1, local)
    with pytest.raises(NotAllowed):
        services.record(data(), local)


def test_conditions_are_met_once() -> None:
    by = make.coordinator()
    one = services.add_condition(recorded(by), "Accueillir un interne.", by, due=date(2024, 12, 31))
    services.meet_condition(one, DAY, by)
    with pytest.raises(AlreadyDone):
        services.meet_condition(one, DAY, by)


def test_documents_are_kept_for_their_owner_and_bounded(django_capture_on_commit_callbacks: Any) -> None:
    by = make.coordinator()
    grant = recorded(by)
    kept = files.attach(grant, "../../Décision n°1.pdf", b"%PDF-1.7", by)
    path = files.path_of(kept.key)
    assert path.is_relative_to(files.folder())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for name, content in (("a.exe", b"MZ"), ("a.pdf", b"<html>"), ("b.pdf", b"%PDF-" + b"x" * files.MOST_BYTES)):
        with pytest.raises(InvalidField):
            files.attach(grant, name, content, by)
    with pytest.raises(AlreadyDone):
        files.attach(grant, "Décision n°1.pdf", b"%PDF-1.7", by)
    other = files.attach(recorded(by), "Décision n°1.pdf", b"%PDF-1.7", by)
    second = files.attach(grant, "Suite.pdf", b"%PDF-1.7 suite", by)
    GrantImport.objects.create(
        region=grant.region, organisation=make.organisation("agency"), name="Une autre table.csv", key="autre.csv"
    )
    with django_capture_on_commit_callbacks(execute=True):
        files.detach(kept, by)
    assert path.is_file(), "another grant still has it"
    with django_capture_on_commit_callbacks(execute=True):
        files.detach(other, by)
    assert not path.exists(), "what other rows hold is another file"
    assert GrantDocument.objects.get() == second
    with pytest.raises(Refused, match="n’est plus là"):
        files.path_of(kept.key)


FACTS = st.builds(
    GrantFacts, st.sampled_from(["a", "b"]), st.sampled_from(["", "1", "2"]), st.sampled_from(["bus", "kit"]),
    st.integers(1, 10**12), st.integers(0, 10**12),
)  # fmt: skip


@given(st.lists(FACTS, max_size=12))
@settings(max_examples=50)
def test_totals_of_every_kind_add_up_to_the_same_cents(facts: list[GrantFacts]) -> None:
    whole = totals.total(facts)
    assert whole.granted == sum(one.granted for one in facts)
    for field in ("giver", "territory", "object"):
        rows = totals.by(field, facts)
        for what in ("count", "granted", "paid", "left"):
            assert sum(getattr(amount, what) for _, amount in rows) == getattr(whole, what)
