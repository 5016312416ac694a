"""An opening rule of each part, on a day when nothing else is there."""

from __future__ import annotations

from datetime import time
from functools import partial

from maillage.site.diaries import changing, writing
from maillage.site.diaries.models import DiaryRule
from maillage.site.diaries.writing import RuleData
from maillage.site.directory.models import Place, Professional
from tests.site import centre_factories as centres

SUNDAY = 6


def rule_data(place: Place, person: Professional, **changes: object) -> RuleData:
    values = {
        "place": place, "professional": person, "room": place.resources.filter(kind="room").first(), "weekday": SUNDAY,
        "starts": time(7), "ends": time(8), "first": centres.monday(2), "last": centres.monday(4),
        "motives": (("short", 20),), "on_holidays": True, **changes,
    }  # fmt: skip
    return RuleData(**values)  # type: ignore[arg-type]


def diary_of(place: Place, person: Professional) -> DiaryRule:
    effect = changing.apply(partial(writing.write_rule, None, rule_data(place, person), None), {}, None)
    return DiaryRule.objects.with_details().get(pk=effect.rule.pk)
