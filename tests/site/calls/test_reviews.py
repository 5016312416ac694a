"""The review of a call: ties, blind reading, whole grids, discussion, ranking, decisions, grants, retention."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.calls import deciding, panel, reviewing, standing, submissions
from maillage.site.calls.deciding import Award
from maillage.site.calls.models import Submission
from maillage.site.calls.panel import GridLine
from maillage.site.calls.review_models import CallCriterion, CallDecision, Review, ReviewNote
from maillage.site.grants import services as grants
from maillage.site.grants.models import AwardedGrant
from maillage.site.grants.services import GrantData
from maillage.site.messages.models import Message
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from tests.site import call_factories as calls
from tests.site import factories as make
from tests.site.call_factories import Panel

pytestmark = pytest.mark.django_db
WHY = "Un projet utile, bien conduit."


def test_an_establishment_is_compared_by_the_directory_not_by_its_name() -> None:
    hospital = make.organisation("establishment", name="CHU de Toulouse")
    make.place(organisation=hospital, name="Hôpital de Purpan", kind="hospital")
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call, establishment="CHU de Toulouse")
    with pytest.raises(InvalidField, match="hôpital de ce dossier"):
        panel.ask(row, made.reviewer("Purpan"), by=made.by)
    with pytest.raises(InvalidField, match="hôpital de ce dossier"):
        panel.ask(row, made.reviewer("CH de Cahors", links="hôpital Purpan"), by=made.by)
    panel.ask(row, made.reviewer("CH de Cahors"), by=made.by)


def test_a_reviewer_is_removed_with_what_they_had_to_read_until_they_mark() -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call)
    asked, given_ = made.asked(row), made.marked(row, 4)
    panel.remove_reviewer(asked.reviewer, by=made.by)
    assert [one.pk for one in row.reviews.all()] == [given_.pk]
    with pytest.raises(Refused, match="déjà noté"):
        panel.remove_reviewer(given_.reviewer, by=made.by)


@given(st.integers(1, 10**9), st.integers(2000, 2040), st.integers(1, 5))
def test_the_years_of_a_grant_make_its_amount_in_equal_parts(cents: int, first: int, years: int) -> None:
    found = deciding.by_year(cents, first, years)
    assert (sum(found.values()), list(found)) == (cents, list(range(first, first + years)))
    assert max(found.values()) - min(found.values()) <= 1


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 10), st.fractions(0, 1)), min_size=1, max_size=8))
def test_a_score_is_a_weighted_mean_between_0_and_100(lines: list[tuple[int, int, Any]]) -> None:
    grid = [CallCriterion(code=str(n), most=most, weight=weight) for n, (most, weight, _) in enumerate(lines)]
    marks = {str(n): int(part * most) for n, (most, _, part) in enumerate(lines)}
    found = standing.score(marks, grid)
    plain = sum(marks[one.code] * one.weight for one in grid) / sum(one.most * one.weight for one in grid)
    assert found == pytest.approx(100 * plain)
    assert 0 <= found <= 100
    assert standing.score({one.code: one.most for one in grid}, grid) == 100


def test_a_reviewer_of_ones_own_hospital_is_refused_by_the_service_and_by_the_database() -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call, establishment="Centre hospitalier de Rodez")
    own = made.reviewer("CH Rodez")
    tied = made.reviewer("CHU de Toulouse", links="Clinique des Lilas\nHôpital de Rodez")
    free = made.reviewer("CH de Cahors")
    fresh = made.reviewer("")
    for one in (own, tied):
        with pytest.raises(InvalidField, match="hôpital de ce dossier") as refusal:
            panel.ask(row, one, by=made.by)
        assert refusal.value.field == "reviewer"
        with pytest.raises(IntegrityError, match="own hospital"), transaction.atomic():
            Review.objects.create(submission=row, reviewer=one)
    with pytest.raises(InvalidField, match="déclaré"):
        panel.ask(row, fresh, by=made.by)
    with pytest.raises(IntegrityError, match="ties first"), transaction.atomic():
        Review.objects.create(submission=row, reviewer=fresh)
    with pytest.raises(NotAllowed):
        panel.ask(row, free, by=make.coordinator())
    assert panel.ask(row, free, by=made.by) == panel.ask(row, free, by=made.by)


def test_a_candidate_does_not_read_their_own_submission() -> None:
    made = Panel(calls.call("research"))
    one = made.reviewer("CH de Cahors")
    row = calls.admitted(made.call, email=one.user.email)
    with pytest.raises(InvalidField):
        panel.ask(row, one, by=made.by)


def test_submissions_are_shared_between_those_who_have_least_to_read() -> None:
    made = Panel(calls.call("research"))
    rows = [calls.admitted(made.call, establishment=f"CH {name}") for name in ("Rodez", "Cahors", "Tarbes")]
    people = [made.reviewer(f"CH {name}") for name in ("Rodez", "Cahors", "Tarbes")]
    with pytest.raises(Refused, match="attendez sa clôture"):
        panel.distribute(made.call, by=made.by)
    made.close()
    assert panel.distribute(made.call, by=made.by) == 6
    assert panel.distribute(made.call, by=made.by) == 0
    assert [one.reviews.count() for one in people] == [2, 2, 2]
    assert all(row.reviews.count() == 2 for row in rows)
    reviewing.step_aside(
        rows[0].reviews.all()[0], "Je connais cette équipe.", by=rows[0].reviews.all()[0].reviewer.user
    )
    with pytest.raises(Refused, match="il manque un évaluateur"):
        panel.distribute(made.call, by=made.by)


def test_a_missing_mark_is_refused_on_its_field_and_by_the_database() -> None:
    made = Panel(calls.call("research"))
    panel.set_grid(made.call, [GridLine("La question", 5, 2), GridLine("La méthode", 10)], by=made.by)
    review = made.asked(calls.admitted(made.call))
    user = review.reviewer.user
    for marks, field in (({"c1": 3}, "c2"), ({"c1": 6, "c2": 1}, "c1"), ({"c1": 5, "c2": None}, "c2")):
        with pytest.raises(InvalidField) as refusal:
            reviewing.give(review, marks, WHY, by=user)
        assert refusal.value.field == field
    with pytest.raises(InvalidField, match="phrase"):
        reviewing.give(review, {"c1": 3, "c2": 9}, "Bien", by=user)
    with pytest.raises(NotAllowed):
        reviewing.give(review, {"c1": 3, "c2": 9}, WHY, by=made.reviewer("CH de Tarbes").user)
    now = timezone.now()
    for marks in (
        {"c1": 3},
        {"c1": 3, "c2": 11},
        {"c1": 3, "c2": "9"},
        {"c1": 3, "c2": 1.5},
        {"c1": 3, "c2": 1, "x": 1},
    ):
        with pytest.raises(IntegrityError, match="each criterion"), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(state="given", marks=marks, word=WHY, answered_at=now)
    given_one = reviewing.give(review, {"c1": 3, "c2": 9}, WHY, by=user)
    assert standing.score(given_one.marks, made.call.criteria.all()) == 75
    with pytest.raises(Refused, match="ne change plus"):
        panel.set_grid(made.call, [GridLine("Autre")], by=made.by)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        made.call.criteria.all().update(weight=3)


def test_a_grid_is_refused_on_its_line() -> None:
    made = Panel(calls.call("research"))
    for line, field in ((GridLine(" "), "label-2"), (GridLine("A", 21), "most-2"), (GridLine("A", 5, 0), "weight-2")):
        with pytest.raises(InvalidField) as refusal:
            panel.set_grid(made.call, [GridLine("Bon"), line], by=made.by)
        assert refusal.value.field == field
    with pytest.raises(InvalidField, match="critères"):
        panel.set_grid(made.call, [], by=made.by)


def test_only_those_who_marked_discuss() -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call)
    first, second = made.asked(row), made.marked(row, 4)
    with pytest.raises(WrongState, match="Notez d’abord"):
        reviewing.say(first, "Pas convaincu.", by=first.reviewer.user)
    with pytest.raises(IntegrityError, match="before one discusses"), transaction.atomic():
        ReviewNote.objects.create(submission=row, reviewer=first.reviewer, text="Pas convaincu.")
    assert reviewing.say(second, "Très utile.", by=second.reviewer.user).reviewer == second.reviewer


def test_the_best_mean_comes_first_and_what_is_read_once_has_no_rank() -> None:
    made = Panel(calls.call("research"))
    low, high, alone = (calls.admitted(made.call) for _ in range(3))
    for row, marks in ((low, (1, 3)), (high, (5, 4)), (alone, (5,))):
        for mark in marks:
            made.marked(row, mark)
    found = standing.ranking(made.call)
    assert [(one.rank, one.submission.pk, one.mean) for one in found] == [
        (1, high.pk, 90.0), (2, low.pk, 40.0), (None, alone.pk, None),
    ]  # fmt: skip
    assert [one.is_disputed for one in found] == [False, True, False]


def test_a_kept_project_is_a_grant_in_the_register_and_a_letter() -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call, establishment="CH de Rodez")
    award = Award(50_000_01, 2, made.region.pk, "REFRESH-1")
    made.marked(row, 4)
    with pytest.raises(Refused, match="deux évaluations"):
        deciding.keep(row, WHY, award, by=made.by)
    with pytest.raises(IntegrityError, match="two reviews"), transaction.atomic():
        CallDecision.objects.create(submission=row, kept=False, reason=WHY)
    assert not AwardedGrant.objects.exists(), "nothing is half done"
    made.marked(row, 5)
    with pytest.raises(IntegrityError, match="ends by a decision"), transaction.atomic():
        Submission.objects.filter(pk=row.pk).update(state="selected", ended_at=timezone.now())
    with pytest.raises(InvalidField, match="demande"):
        deciding.keep(row, WHY, Award(60_000_00, 2, made.region.pk, "REFRESH-1"), by=made.by)
    decision = deciding.keep(row, WHY, award, by=made.by)
    grant = AwardedGrant.objects.get()
    assert decision.grant == grant
    assert (grant.beneficiary_name, grant.giver_name, grant.object) == (
        "CH de Rodez", made.call.organisation.name, "training",
    )  # fmt: skip
    assert sorted(grant.years.values_list("cents", flat=True)) == [25_000_00, 25_000_01]
    assert Submission.objects.get(pk=row.pk).state == "selected"
    assert "retenue. Le montant" in Message.objects.filter(about=f"submission:{row.pk}").order_by("-pk")[0].body
    assert deciding.letter(decision).startswith(b"%PDF-")
    with pytest.raises(WrongState):
        reviewing.give(row.reviews.all()[0], {}, WHY, by=row.reviews.all()[0].reviewer.user)


def test_a_faculty_keeps_a_project_with_its_budget_and_follows_the_grant(client: Client) -> None:
    faculty, region = make.organisation("faculty"), make.commune().department.region
    made = Panel(calls.call("research", by=faculty), region=False)
    row = calls.admitted(made.call, establishment="CH de Rodez")
    for mark in (4, 5):
        made.marked(row, mark)
    client.force_login(made.by)
    page = f"/organiser/dossiers/{row.pk}/decision"
    form = {"acte": "retenir", "retenir-reason": WHY, "retenir-cents": "60 000", "retenir-years": "2",
            "retenir-region": region.pk, "retenir-reference": "FAC-1"}  # fmt: skip
    refused = client.post(page, form)
    assert (refused.status_code, "demande 52" in refused.text, AwardedGrant.objects.count()) == (422, True, 0)
    assert client.post(page, {**form, "retenir-cents": "50 000"}).status_code == 302
    grant = AwardedGrant.objects.get()
    assert (grant.giver, grant.region_id, sorted(grant.years.values_list("cents", flat=True))) == (
        faculty, region.pk, [25_000_00, 25_000_00],
    )  # fmt: skip
    assert reverse("own-grant", args=[grant.pk]) in client.get(page).text
    assert "FAC-1" in client.get(reverse("own-grant", args=[grant.pk])).text
    with pytest.raises(NotAllowed):
        grants.record_given(small_grant(region.pk), faculty, make.user("faculty"))


def small_grant(region: str) -> GrantData:
    """Return what is said of a grant."""
    return GrantData(region=region, reference="X-1", giver="Faculté", beneficiary="CH", object="training",
                     decided_on=timezone.localdate(), years={timezone.localdate().year: 100})  # fmt: skip


def test_what_is_not_kept_gets_its_reason_and_is_forgotten_after_the_retention() -> None:
    made = Panel(calls.call("research"))
    row = calls.admitted(made.call)
    for mark in (1, 2):
        made.marked(row, mark)
    reviewing.say(row.reviews.all()[0], "Méthode trop faible.", by=row.reviews.all()[0].reviewer.user)
    decision = deciding.decline(row, "La méthode ne répond pas à la question.", by=made.by)
    assert deciding.letter(decision).startswith(b"%PDF-")
    now, months = timezone.now(), made.call.organisation.retention_months
    assert submissions.purge(now + timedelta(days=28 * months)) == 0
    assert submissions.purge(now + timedelta(days=31 * months + 1)) == 1
    for name in ("Submission", "Applicant", "SubmissionFile", "Review", "ReviewNote", "CallDecision"):
        assert not apps.get_model("calls", name)._default_manager.exists()
        assert not apps.get_model("calls", f"{name}Event")._default_manager.exists()


def test_ties_are_declared_before_the_first_submission() -> None:
    made = Panel(calls.call("research"))
    review = made.asked(calls.admitted(made.call))
    one = review.reviewer
    with pytest.raises(WrongState, match="pour chacun"):
        reviewing.declare(one, "CH de Tarbes", by=one.user)
    with pytest.raises(NotAllowed):
        reviewing.declare(one, "CH de Tarbes", by=made.by)
    with pytest.raises(InvalidField, match="phrase"):
        reviewing.step_aside(review, "Oui", by=one.user)
    aside = reviewing.step_aside(review, "C’est le projet de ma sœur.", by=one.user)
    with pytest.raises(WrongState, match="lien"):
        reviewing.give(aside, {}, WHY, by=one.user)
    with pytest.raises(InvalidField, match="compte d’évaluateur"):
        panel.name_reviewer(made.call, make.user("reviewer", make.organisation("faculty")), by=made.by)
