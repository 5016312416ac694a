"""Where the provider of SMS brings the answers: signed, else refused."""

from __future__ import annotations

import hashlib
import hmac
import json

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from maillage.site.booking import answers
from maillage.site.messages.sms_settings import SmsProvider, provider

LONGEST = 8 * 1024
"""Bytes of an answer."""


@login_not_required
@never_cache
@csrf_exempt  # another machine calls, which has no cookie: its signature proves who it is
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Take an answer to an SMS. 404 without a secret, 403 for a wrong signature, 400 for what cannot be read."""
    by = provider()
    if not by.answers_secret:
        raise Http404
    if len(request.body) > LONGEST:
        return JsonResponse({"error": "too long"}, status=413)
    if not _signed(by, request):
        return JsonResponse({"error": "wrong signature"}, status=403)
    told = _told(by, request)
    if told is None:
        return JsonResponse({"error": f"'{by.answers_from}' or '{by.answers_text}' is missing"}, status=400)
    return JsonResponse({"outcome": answers.take(*told)})


def _signed(by: SmsProvider, request: HttpRequest) -> bool:
    """Return whether the header holds the HMAC-SHA256 of the body, in hexadecimal."""
    given = request.headers.get(by.answers_header, "").strip().lower().removeprefix("sha256=")
    right = hmac.new(by.answers_secret.encode(), request.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode(), right.encode())


def _told(by: SmsProvider, request: HttpRequest) -> tuple[str, str] | None:
    """Return the number and the text of an answer, sent as JSON or as a form; None if one is missing."""
    if request.content_type == "application/json":
        try:
            found = json.loads(request.body)
        except ValueError:
            return None
        found = found if isinstance(found, dict) else {}
    else:
        found = QueryDict(request.body).dict()
    sender, text = found.get(by.answers_from), found.get(by.answers_text)
    return (sender[:40], text[:200]) if isinstance(sender, str) and isinstance(text, str) else None
