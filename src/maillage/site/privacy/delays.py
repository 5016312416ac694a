"""How long each organisation keeps appointments, within the bounds of the rules."""

from __future__ import annotations

from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.privacy import rules
from maillage.site.privacy.models import PrivacyAct
from maillage.site.refusals import InvalidField, NotAllowed


@in_transaction
def set_months(organisation: Organisation, months: int, by: User) -> None:
    """Set how many months an organisation keeps appointments. Raises ``NotAllowed``, ``InvalidField``."""
    if not by.grants.may(Record.PRIVACY, Act.CHANGE):
        raise NotAllowed("Cette page est celle de la protection des données.")
    least, _, most = rules.months()
    if not least <= months <= most:
        raise InvalidField("months", f"Donnez un nombre de mois de {least} à {most}.")
    with authored_by(by):
        Organisation.objects.filter(pk=organisation.pk).update(retention_months=months)
        PrivacyAct.objects.create(
            at=timezone.now(), by=by, kind=PrivacyAct.Kind.RETENTION, organisation=organisation, count=months
        )
