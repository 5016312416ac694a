"""Database triggers of the queue of a secretariat."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused


def done_stays() -> pgtrigger.Trigger:
    """Trigger: what is done is neither taken nor done again."""
    return pgtrigger.Trigger(
        name="done_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__done_at__isnull=False)
        & (
            pgtrigger.Q(new__done_at__df=pgtrigger.F("old__done_at"))
            | pgtrigger.Q(new__note__df=pgtrigger.F("old__note"))
        ),
        func=refused("desk_task_done_stays", "what is done stays done"),
    )
