"""What a reader can do with a version on its page: the forms that are open, and what each does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.agreements import drafting, negotiating
from maillage.site.agreements.models import AgreementAnswer, AgreementVersion
from maillage.site.www.network.forms import AnswerForm, NewVersionForm, ProposeForm, SignForm

State, Kind = AgreementVersion.State, AgreementAnswer.Kind
FORM_OF = {"proposer": "propose", "oui": "answer", "renvoyer": "answer", "signer": "sign", "version": "new"}
"""The form that each act sends."""


@dataclass(frozen=True)
class Desk:
    """A version, and the parties for which the user acts."""

    version: AgreementVersion
    mine: list[Organisation]
    user: User

    @property
    def writes(self) -> bool:
        """Whether the user may change this draft."""
        return self.version.state == State.DRAFT and self.version.author in self.mine

    @property
    def takes_back(self) -> bool:
        """Whether the user may make a draft of it again."""
        signed = any(one.kind == Kind.SIGNED for one in self.version.answers_now)
        return self.version.state in (State.PROPOSED, State.AGREED) and self.version.author in self.mine and not signed

    @property
    def answering(self) -> list[Organisation]:
        """Parties of the user that have not answered."""
        return self._left(State.PROPOSED, Kind.YES)

    @property
    def signing(self) -> list[Organisation]:
        """Parties of the user that have not signed."""
        return self._left(State.AGREED, Kind.SIGNED)

    @property
    def running(self) -> bool:
        """Whether the user may put it into the agenda, renew it or end it."""
        return self.version.state == State.SIGNED and bool(self.mine) and self.version.agreement.last_day is None

    def _left(self, state: str, kind: str) -> list[Organisation]:
        if self.version.state != state:
            return []
        done = {one.organisation_id for one in self.version.answers_now if one.kind == kind}
        return [one for one in self.version.parties if one in self.mine and one.pk not in done]

    @property
    def may_renew(self) -> bool:
        """Whether a new version can be begun: none is open."""
        return self.running and not self.version.agreement.versions.filter(state__in=AgreementVersion.OPEN).exists()

    def forms(self, data: Any) -> dict[str, Any]:
        """Return the forms that are open; the one that was sent holds ``data``."""
        sent = FORM_OF.get(data.get("acte", ""), "") if data is not None else ""
        name, found = self.user.get_full_name(), dict[str, Any]()
        if self.writes:
            found["propose"] = ProposeForm(data if sent == "propose" else None, initial={"name": name})
        if self.answering:
            found["answer"] = AnswerForm(data if sent == "answer" else None, organisations=self.answering, name=name)
        if self.signing:
            found["sign"] = SignForm(data if sent == "sign" else None, organisations=self.signing, name=name)
        if self.may_renew:
            usual = drafting.usual_start(self.version.agreement, timezone.localdate())
            found["new"] = NewVersionForm(data if sent == "new" else None, organisations=self.mine, usual=usual)
        return found

    def do(self, act: str, form: Any) -> str:
        """Do an act and return what to say; "" if the form has errors or the act is not open. Raises ``Refused``."""
        if act in FORM_OF and (form is None or not form.is_valid()):
            return ""
        match act:
            case "proposer":
                negotiating.propose(self.version, form.cleaned_data["name"], by=self.user)
                return "La convention est proposée. Les autres parties sont prévenues."
            case "oui" | "renvoyer":
                found = form.cleaned_data
                kind = Kind.YES if act == "oui" else Kind.BACK
                negotiating.answer(self.version, form.party(), kind, found["name"], found["reason"], by=self.user)
                return "Votre réponse est notée."
            case "signer":
                negotiating.sign(self.version, form.party(), form.cleaned_data["name"], by=self.user)
                return "La signature est notée."
            case "version":
                drafting.new_version(self.version.agreement, form.party(), form.cleaned_data["starts"], by=self.user)
                return "La nouvelle version est un brouillon\u00a0: changez ce qui doit l’être, puis proposez-la."
            case "reprendre":
                negotiating.take_back(self.version, by=self.user)
                return "La convention est de nouveau un brouillon."
            case "abandonner":
                negotiating.drop(self.version, by=self.user)
                return "Ce brouillon est abandonné."
            case _:
                return ""
