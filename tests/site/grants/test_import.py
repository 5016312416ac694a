"""Imports of grants: every problem named by its cell before anything is written; all or nothing; twice is once."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from maillage.schemes import PARIS
from maillage.site.accounts.models import User
from maillage.site.grants import background, files, importing, services
from maillage.site.grants.files import path_of
from maillage.site.grants.importing import Preview, Reading
from maillage.site.grants.models import AwardedGrant, GrantImport
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused, WrongState
from maillage.site.spreadsheets import Sheet
from tests.site import factories as make
from tests.site.grants import tables

pytestmark = pytest.mark.django_db
HEAD = tables.HEAD


def line(reference: str = "A1", **cells: Any) -> list[Any]:
    said = {
        "giver": "Région", "beneficiary": "SISA", "object": "MSP", "commune": "Decazeville", "day": "01/03/2024",
        "amount": "1 200,50", **cells,
    }  # fmt: skip
    return [reference, *said.values()]


@pytest.fixture
def by() -> User:
    make.commune()
    return make.coordinator()


def sent(by: User, content: bytes, **fields: Any) -> GrantImport:
    return importing.start("aides.xlsx", content, make.region(), by, **fields)


def cells_of(found: Preview) -> set[str]:
    return {f"{one.column}{one.row}" for one in found.problems}


def test_a_table_as_people_send_it(by: User) -> None:
    """A title, a giver merged over lines, years as columns in thousands, two forms of dates, totals at the end."""
    head = ["N° de dossier", "Financeur", "Porteur", "Nature", "Commune", "Date de délibération", "2023 (k€)", "2024",
            "Montant versé", "Date de versement", "Conditions"]  # fmt: skip
    rows: list[list[Any]] = [
        ["Aides aux maisons de santé, en k€"],
        [],
        head,
        ["A1", "", "SISA A", "MSP", "Decazeville", datetime(2023, 3, 1, tzinfo=PARIS).replace(tzinfo=None), 12.5,
         "1 000,10", 500, "2024-01-02", "Un interne"],
        ["A2", "", "SISA B", "Bus", "12089", "2023-04-01", "", 200.0, "", "", ""],
        ["Sous-total", "", "", "", "", "", 12.5, 1200.1],
        ["", "TOTAL", "", "", "", "", 12.5, 999],
        ["Source : direction des finances"],
    ]  # fmt: skip
    content = tables.xlsx(rows, lambda sheet: sheet.merge_range("B4:B5", "Région"))
    made = sent(by, content)
    found = importing.previewed(made, by)
    assert found.problems == []
    assert [one.data.giver for one in found.rows] == ["Région", "Région"]
    assert [one.data.years for one in found.rows] == [{2023: 12_500_00, 2024: 1_000_10}, {2024: 200_00}]
    said = " ".join(found.notices)
    assert "ligne 6 est un total" in said
    assert "ligne 7 est un total" in said
    assert "colonne H (ligne 7)" in said, "999 is not the sum of 1000.10 and 200"
    assert "colonne G" not in said
    assert "ligne 8 n’a qu’une cellule" in said
    assert "milliers d’euros" in said
    importing.apply(made, by)
    first = AwardedGrant.objects.with_sums().get(reference="A1")
    assert (first.granted, first.paid, first.commune_id, first.conditions.get().text) == (
        13_500_10, 500_00, "12089", "Un interne",
    )  # fmt: skip


def test_every_problem_is_named_by_its_cell_and_nothing_is_written(by: User) -> None:
    rows = [
        HEAD,
        line("A1"),
        line("A1", beneficiary="Autre"),
        line("", amount="10"),
        line("A3", commune="Nulle-Part"),
        line("A4", day="31/02/2024"),
        line("A5", amount="1,234"),
        line("A6", object="Cathédrale"),
        line("A7", amount=""),
        line("A8", beneficiary=""),
    ]
    made = sent(by, tables.csv(rows, ";", "latin-1"))
    found = importing.previewed(made, by)
    assert cells_of(found) == {"A3", "A4", "E5", "F6", "G7", "D8", "G9", "C10"}
    assert all(one.sheet == "CSV" and one.message for one in found.problems)
    with pytest.raises(WrongState, match="cellules à corriger"):
        importing.apply(made, by)
    assert not AwardedGrant.objects.exists()


def test_the_same_file_twice_changes_nothing_and_a_newer_one_only_what_is_new(by: User) -> None:
    head = [*HEAD, "Versé"]
    rows = [head, [*line("A1"), "200"], [*line("A2"), ""]]
    first = sent(by, tables.xlsx(rows))
    importing.read_as(first, replace(Reading.from_json(first.reading), paid_until="2024-06-30"), by)
    importing.apply(first, by)
    before = list(AwardedGrant.objects.with_sums().values_list("pk", "granted", "paid"))
    again = sent(by, tables.xlsx(rows))
    importing.read_as(again, replace(Reading.from_json(again.reading), paid_until="2024-07-31"), by)
    done = importing.apply(again, by)
    assert (done.figures["new"], done.figures["changed"]) == (0, 0)
    assert list(AwardedGrant.objects.with_sums().values_list("pk", "granted", "paid")) == before
    newer = sent(by, tables.xlsx([head, [*line("A1", amount=1300), "700"], [*line("A3"), ""]]))
    importing.read_as(newer, replace(Reading.from_json(newer.reading), paid_until="2024-12-31"), by)
    done = importing.apply(newer, by)
    assert (done.figures["new"], done.figures["changed"]) == (1, 1)
    grant = AwardedGrant.objects.with_sums().get(reference="A1")
    assert (grant.granted, grant.paid) == (1300_00, 700_00)
    assert list(grant.payments.values_list("cents", flat=True)) == [200_00, 500_00]
    less = importing.previewed(sent(by, tables.xlsx([head, [*line("A1", amount=1300), 699]])), by)
    assert "H2" in cells_of(less)


def test_other_columns_are_mapped_by_hand(by: User) -> None:
    made = sent(by, tables.csv([["Clé", "Quand", "Combien", "Pour"], ["Z9", "2024-01-05", "70", "Mairie"]]))
    assert cells_of(importing.previewed(made, by)) == {"1"}
    columns = {0: "reference", 1: "decided_on", 2: "amount", 3: "beneficiary"}
    said = replace(Reading.from_json(made.reading), columns=columns)
    assert cells_of(importing.previewed(importing.read_as(made, said, by), by)) == {"2"}, "who gives, and what for"
    importing.read_as(made, replace(said, giver="Département", object="kit"), by)
    importing.apply(made, by)
    grant = AwardedGrant.objects.get()
    assert (grant.giver_name, grant.object, grant.where) == ("Département", "kit", "Occitanie")
    with pytest.raises(AlreadyDone):
        importing.apply(made, by)
    with pytest.raises(InvalidField, match="Deux colonnes"):
        importing.read_as(sent(by, tables.csv([HEAD])), replace(said, columns={0: "giver", 1: "giver"}), by)


def test_columns_are_suggested_anew_for_another_line_of_heads_or_another_sheet() -> None:
    sheets = [Sheet(name, (("Titre", "x"), tuple(HEAD[:2]))) for name in ("A", "B")]
    former = Reading("A", 0, {0: "title"})
    assert importing.reread(former, former, sheets) == former
    for said in (replace(former, head=1), replace(former, sheet="B")):
        found = importing.reread(said, former, sheets)
        assert (found.sheet, found.head, found.columns) == (said.sheet, 1, {0: "reference", 1: "giver"})


def test_an_amount_merged_over_lines_is_not_counted_twice(by: User) -> None:
    rows = [HEAD, line("A1", amount=""), line("A2", amount="")]
    made = sent(by, tables.xlsx(rows, lambda sheet: sheet.merge_range("G2:G3", 500)))
    assert {"G2", "G3"} <= cells_of(importing.previewed(made, by))


def test_payments_and_dates_that_contradict_each_other(by: User) -> None:
    head = [*HEAD, "Versé", "Versé le"]
    rows = [head, [*line("A1"), "2000", "2024-04-01"], [*line("A2"), "5", "2023-01-01"], [*line("A3"), "5", ""]]
    assert cells_of(importing.previewed(sent(by, tables.csv(rows)), by)) == {"H2", "I3", "H4"}


def test_an_import_stays_in_its_region_and_leaves_no_file(by: User, django_capture_on_commit_callbacks: Any) -> None:
    stranger = make.coordinator(make.region("53", "Bretagne"))
    made = sent(by, tables.xlsx([HEAD, line()]))
    for act in (importing.apply, importing.leave):
        with pytest.raises(NotAllowed):
            act(made, stranger)
    with pytest.raises(NotAllowed):
        sent(stranger, tables.xlsx([HEAD, line()]))
    with pytest.raises(InvalidField):
        sent(by, b"%PDF-1.7")
    with django_capture_on_commit_callbacks(execute=True):
        importing.leave(made, by)
    with pytest.raises(Refused):
        path_of(made.key)
    commune = make.commune()
    house = make.organisation("coordination")
    house.intercommunalities.add(make.intercommunality("200000077"))
    make.commune("12300", "Ailleurs", intercommunality=make.intercommunality("200000077"))
    local = make.user("coordinator", house)
    assert commune.intercommunality_id != "200000077"
    assert cells_of(importing.previewed(sent(local, tables.xlsx([HEAD, line()])), local)) == {"E2"}


def test_a_table_that_nobody_confirms_is_left_with_its_file(by: User) -> None:
    kept, forgotten = sent(by, tables.csv([HEAD, line("A1")])), sent(by, tables.csv([HEAD, line("A2")]))
    grant = services.record(replace(importing.previewed(kept, by).rows[0].data, reference="Z"), by)
    document = files.attach(grant, "a.pdf", b"%PDF-", by)
    GrantImport.objects.filter(pk=forgotten.pk).update(at=timezone.now() - timedelta(days=8))
    hours_ago = time.time() - 7200
    for key in (kept.key, forgotten.key, document.key):
        os.utime(path_of(key), (hours_ago, hours_ago))
    background.keep_order()
    assert [row.state for row in GrantImport.objects.order_by("pk")] == ["waiting", "left"]
    assert path_of(kept.key).is_file()
    assert path_of(document.key).is_file()
    with pytest.raises(Refused, match="n’est plus là"):
        path_of(forgotten.key)


def test_two_thousand_lines_are_few_queries(by: User, django_assert_max_num_queries: Any) -> None:
    rows = [HEAD, *(line(f"N{number}") for number in range(2000))]
    made = sent(by, tables.csv(rows))
    with django_assert_max_num_queries(40):
        importing.apply(made, by)
    assert AwardedGrant.objects.count() == 2000
    assert services.granted(AwardedGrant.objects.first()) == 1200_50  # type: ignore[arg-type]
    assert AwardedGrant.objects.latest("pk").decided_on == date(2024, 3, 1)
