"""Erasing years of junior doctors: rows, messages and history."""

from __future__ import annotations

from datetime import date, datetime

from django.apps import apps
from django.db import transaction

from maillage.site.history import forget_contexts
from maillage.site.juniors.models import A_YEAR, JuniorYear, YearJunior, YearSupervisor
from maillage.site.juniors.services import about
from maillage.site.messages import services as outbox


@transaction.atomic
def purge(before: date, now: datetime) -> int:
    """Erase the years whose last day lies before ``before``; return how many."""
    years = list(JuniorYear.objects.filter(starts__lt=before - A_YEAR).values_list("pk", flat=True))
    if not years:
        return 0
    juniors, supervisors = (model.objects.filter(year__in=years) for model in (YearJunior, YearSupervisor))
    outbox.forget([about(one) for one in [*juniors, *supervisors]])
    gone, teachers = [one.pk for one in juniors], [one.pk for one in supervisors]
    JuniorYear.objects.filter(pk__in=years).delete()
    # The deletion itself writes an event, so the history is deleted after the rows. That of wishes is found by who
    # wished: wishes replaced before have no row any more.
    history = {
        "JuniorYear": {"pgh_obj_id__in": years},
        "YearJunior": {"pgh_obj_id__in": gone},
        "YearSupervisor": {"pgh_obj_id__in": teachers},
        "JuniorWish": {"junior_id__in": gone},
        "SupervisorWish": {"supervisor_id__in": teachers},
    }
    for model, rows in history.items():
        apps.get_model("juniors", f"{model}Event").objects.filter(**rows).delete()
    forget_contexts(now)
    return len(years)
