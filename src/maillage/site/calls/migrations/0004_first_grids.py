from __future__ import annotations

from typing import Any

from django.db import migrations

from maillage.site.calls.kinds import call_kinds


def begin_grids(apps: Any, schema_editor: Any) -> None:
    """Give the calls that exist the grid of their kind."""
    del schema_editor
    calls, criteria = apps.get_model("calls", "Call"), apps.get_model("calls", "CallCriterion")
    for call in calls.objects.filter(kind__in=[code for code, kind in call_kinds().items() if kind.grid]):
        criteria.objects.bulk_create(
            criteria(
                call=call, position=number, code=one.code, label=one.label, hint=one.hint, most=one.most,
                weight=one.weight,
            )
            for number, one in enumerate(call_kinds()[call.kind].grid)
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("calls", "0003_reviews")]
    operations = [migrations.RunPython(begin_grids, migrations.RunPython.noop)]
