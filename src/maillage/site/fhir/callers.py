"""Who asks with a key to examinations: an organisation, in the name of one of its people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.fhir import services
from maillage.site.fhir.outcome import Refusal


@dataclass(frozen=True)
class Caller:
    """The organisation whose key a request carries, and the person that it acts for; ``key`` is its beginning."""

    organisation: Organisation
    user: User
    key: str

    @property
    def asks(self) -> bool:
        """Whether the person asks for opinions for the organisation."""
        scope = self.user.grants.scope(Record.EXPERTISE, Act.CHANGE, Reach.ORGANISATION)
        return self.organisation.pk in scope.organisations

    def requests(self) -> QuerySet[ExpertiseRequest]:
        """Return the requests of the organisation that the person may read: those it asked, those sent to its pools."""
        rows = ExpertiseRequest.objects
        asked = rows.visible_to(self.user, Reach.ORGANISATION).filter(organisation=self.organisation)
        read = rows.visible_to(self.user, Reach.OWN).filter(pool__organisation=self.organisation)
        return rows.filter(Q(pk__in=asked.values("pk")) | Q(pk__in=read.values("pk")))


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks.

    Raises ``Refusal``: 401 without a valid key, 403 for one whose person has left or lost their role.
    """
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    key = services.examination_key(text.strip()) if scheme.lower() == "bearer" else None
    if key is None or key.acts_for is None:
        raise Refusal(401, "login", "Give a key to examinations of your organisation: Authorization: Bearer KEY.")
    if not services.may_act(key.organisation, key.acts_for):
        raise Refusal(
            403, "forbidden", "The person for whom this key acts asks for or gives opinions no more: give another key."
        )
    return Caller(key.organisation, key.acts_for, key.begins)
