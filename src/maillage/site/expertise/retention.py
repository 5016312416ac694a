"""What is kept of a request after the retention period of the house that asked: that it was, when, and who did what.

Files lose their key, texts their content. Times, events and fee lines stay: they name no patient, and say what was
paid.
"""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.db import transaction

from maillage.site.accounts.models import Organisation
from maillage.site.expertise.models import Answer, ExpertiseRequest, RequestNote
from maillage.site.expertise.states import ENDED, State
from maillage.site.files import vault
from maillage.site.files.models import StoredFile

EMPTY = ""
KEPT_APART = ("expertise.Answer:answer_never_changes", "expertise.RequestNote:request_note_never_changes")


def purge(now: datetime) -> int:
    """Empty requests past the retention period of their house (months since they ended); return how many.

    A request that was read and never closed counts from its answer.
    """
    emptied = 0
    for house in Organisation.objects.filter(pk__in=ExpertiseRequest.objects.values("organisation")):
        limit = now - relativedelta(months=house.retention_months)
        mine = ExpertiseRequest.objects.filter(organisation=house).exclude(sealed=EMPTY)
        ended = mine.filter(state__in=sorted(ENDED), ended_at__lt=limit)
        forgotten = mine.filter(state__in=[State.ANSWERED, State.READ], answered_at__lt=limit)
        drafts = mine.filter(state__in=[State.DRAFT, State.DECLINED], created_at__lt=limit)
        for row in (ended | forgotten | drafts).distinct():
            _empty(row)
            emptied += 1
    return emptied


@transaction.atomic
def _empty(row: ExpertiseRequest) -> None:
    for file in StoredFile.objects.filter(holder=row.holder).exclude(key=""):
        vault.destroy(file)
    with pgtrigger.ignore(*KEPT_APART):
        Answer.objects.filter(request=row).update(sealed=EMPTY)
        RequestNote.objects.filter(request=row).update(sealed=EMPTY)
    ExpertiseRequest.objects.filter(pk=row.pk).update(sealed=EMPTY)
