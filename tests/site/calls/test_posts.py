"""Posts open to candidates: shares of 100 %, opinions of people who know the candidate, the start of who is kept."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from maillage.site.accounts.models import Invitation
from maillage.site.calls import deciding, posts, services
from maillage.site.calls.post_models import OfferedPost, PostShare
from maillage.site.directory.models import Professional
from maillage.site.refusals import InvalidField, Refused, WrongState
from tests.site import call_factories as calls
from tests.site.call_factories import Panel

pytestmark = pytest.mark.django_db
WHY = "Un projet solide, au bon endroit."


def _pay_more(post: OfferedPost) -> None:
    """Change one share behind the service, and let the database check as it does at the commit."""
    post.shares.filter(name="ARS").update(percent=31)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_shares_make_100_per_cent_on_the_field_and_in_the_database(client: Client) -> None:
    call = calls.draft_call("post")
    with pytest.raises(Refused, match="Décrivez d’abord le poste"):
        services.publish(call, by=None)
    for field, shares in (("money", {"ARS": 40, "Région": 59}), ("time", {"CH": 51, "CHU": 50}), ("work", {})):
        with pytest.raises(InvalidField, match="font") as refusal:
            posts.describe(call, calls.post_data(**{field: shares}), by=None)
        assert refusal.value.field == field
    post = posts.describe(call, calls.post_data(), by=None)
    with pytest.raises(IntegrityError, match="100 per cent"), transaction.atomic():
        _pay_more(post)
    client.force_login(calls.coordinator_of(call))
    here = f"/organiser/{call.pk}/poste"
    assert "Soins" in client.get(here).content.decode()
    said = {
        "nature": "territorial_assistant", "specialty": "ORL", "employer": post.employer_id, "commune": "12202",
        "starts": "2027-11-02", "posts": "1", "yearly_cents": "95 000,01",
        "work": "Soins : 50\nEnseignement : 50", "time": "CH : 100",
        "money": "Hôpital : 40\nARS : 30\nRégion : 29",
    }  # fmt: skip
    answer = client.post(here, said)
    assert (answer.status_code, "il manque 1" in answer.content.decode()) == (422, True)
    said["money"] = "Hôpital : 40\nARS : 30\nRégion : 30"
    for wrong in ("", "-1", "0", "beaucoup", "1 000 000,01", "0,001"):
        answer = client.post(here, {**said, "yearly_cents": wrong})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["yearly_cents"]), wrong
    assert client.post(here, said).status_code == 302
    call = services.publish(call, by=None)
    with pytest.raises(WrongState, match="ne change plus"):
        posts.describe(call, calls.post_data(), by=None)
    page = client.get(f"/appels/{call.pk}").content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    # 95 000,01 € by 40, 30 and 30 %: the cent left over goes to the largest remainder.
    shares = dict(posts.shared(OfferedPost.objects.get()))
    assert [cents for _, cents in shares["Financement"]] == [3_800_001, 2_850_000, 2_850_000]
    assert {cents for name in ("Travail", "Temps") for _, cents in shares[name]} == {None}
    assert "Région : 30 %, soit 28 500 € par an" in page


def test_who_is_kept_is_engaged_and_invited_and_no_more_than_there_are_posts(client: Client) -> None:
    made = Panel(calls.call("post"))
    row, other = (
        calls.admitted(made.call, last_name="Orme", establishment="CH de Nulle part"),
        calls.admitted(made.call),
    )
    for one in (row, other):
        for mark in (4, 5):
            review = made.marked(one, mark)
    client.force_login(review.reviewer.user)
    assert other.applicant.last_name in client.get(f"/evaluer/dossiers/{review.pk}").content.decode()
    decision = deciding.keep(row, WHY, by=made.by)
    post = posts.post_of(made.call)
    assert post is not None
    person = Professional.objects.get(rpps=row.answers["rpps"])
    assert (decision.engagement, person.last_name, person.home_id) == (person.engagements.get(), "Orme", "12202")
    assert (person.engagements.get().scheme, person.engagements.get().starts) == ("shared_post", post.starts)
    invited = Invitation.objects.get(email=row.applicant.email)
    assert (invited.role, invited.organisation) == ("doctor", post.employer)
    with pytest.raises(Refused, match="pourvus"):
        deciding.keep(other, WHY, by=made.by)
    assert deciding.letter(decision).startswith(b"%PDF-")
    assert PostShare.objects.filter(post=post, what="money").count() == 3


def test_a_wrong_number_is_refused_on_the_answer() -> None:
    with pytest.raises(InvalidField) as refusal:
        calls.draft(calls.call("post"), rpps="12345678901")
    assert refusal.value.field == "answer"
