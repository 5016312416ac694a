"""Whether anybody outside gets into a call: with a wrong, an old, another session's credential, or too early."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from maillage.bench.call.people import Person

TICKET = """async (path) => {
  const csrf = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(path, { method: "POST", headers: { "X-CSRFToken": csrf } });
  return [answer.status, await answer.json().catch(() => ({}))];
}"""
EXCHANGE = """async ([url, ticket, sent]) => {
  const csrf = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf, "X-Ticket": ticket };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ sent }) });
  return [answer.status, await answer.json().catch(() => ({}))];
}"""
FORBIDDEN, NOT_FOUND = 403, 404


def refusals(address: str, nurse: Person, patient: Person, other: Person) -> dict[str, bool]:
    """Try to get in; return for each way whether it was refused.

    The patient has not been let in yet; ``other`` is the doctor of another consultation.
    """
    inside, early = _seat(nurse), _seat(patient)
    again, outside = _seat(nurse), _seat(other)
    offer = [{"to": again["id"], "data": "{}"}]
    early_status, _ = _exchange(patient, early["ticket"], offer)
    early_answer = _exchange(patient, early["ticket"], [])[1]
    beside = _exchange(other, outside["ticket"], offer)[1]
    reached = _exchange(nurse, again["ticket"], [])[1]
    room = nurse.page.url.rpartition("/")[2].partition("?")[0]
    foreign = other.page.evaluate(TICKET, f"/soignant/teleconsultations/{room}/appel")[0]
    return {
        "a wrong credential": _alone(address, again["ticket"][:-2] + "xx") == FORBIDDEN,
        "no credential": _alone(address, "") == FORBIDDEN,
        "an old credential, whose seat is taken again": _exchange(nurse, inside["ticket"], [])[0] == FORBIDDEN,
        "the doctor of another session": foreign in (FORBIDDEN, NOT_FOUND),
        "another session's credential": not beside.get("members") and not reached.get("signals"),
        "a patient before the doctor lets them in": early_status == FORBIDDEN and not early_answer.get("members"),
    }


def _seat(one: Person) -> Mapping[str, Any]:
    path = one.page.evaluate("() => document.querySelector('video-call').dataset.join")
    return one.page.evaluate(TICKET, path)[1]


def _exchange(one: Person, ticket: str, sent: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    status, answer = one.page.evaluate(EXCHANGE, ["/appel", ticket, sent])
    return status, answer


def _alone(address: str, ticket: str) -> int:
    """Ask without a browser, a page or a cookie."""
    request = urllib.request.Request(  # noqa: S310
        f"{address}/appel", json.dumps({"sent": []}).encode(), {"Content-Type": "application/json", "X-Ticket": ticket}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
