"""An agreement on paper, with its annexes: shares, people, week, signatures."""

from __future__ import annotations

from django.utils import timezone

from maillage.site import documents
from maillage.site.agreements.models import AgreementAnswer, AgreementVersion
from maillage.site.identity import services as identities
from maillage.site.www import french, toponyms
from maillage.site.www.network import words

OBJECT = (
    "Les parties partagent du temps médical dans la filière {pathway}. Les annexes disent qui travaille où et quand, "
    "et qui paie."
)

READING_OBJECT = (
    "Les parties partagent la lecture d’examens de la filière {pathway} par la plateforme {platform}. L’annexe 1 dit "
    "quelle part des gardes et des lectures chacune assure, et quelle part des indemnités et honoraires lui revient."
)


def paper(version: AgreementVersion) -> bytes:
    """Return the PDF of a version."""
    agreement, made_at = version.agreement, version.signed_at or timezone.now()
    signed = {one.organisation_id: one for one in version.answers_now if one.kind == AgreementAnswer.Kind.SIGNED}
    facts, shares_readings = dict(words.facts(version)), agreement.platform_id is not None
    return documents.render(
        "agreement",
        {
            "title": f"Convention {toponyms.curly(agreement.name)}",
            "site": identities.current().name,
            "state": f"Version {version.number}, {version.get_state_display().lower()}.",
            "parties": [toponyms.curly(one.name) for one in version.parties],
            "articles": [
                {"title": "Objet", "lines": [_object(version)]},
                {"title": "Durée et préavis", "lines": [
                    f"Prend effet le {facts['Prend effet'][0]}. Dernier jour\u00a0: {facts['Dernier jour'][0]}.",
                    f"Chaque partie y met fin par écrit, avec un préavis de {facts['Préavis'][0]}."]},
                *([] if shares_readings else [
                    {"title": "Déplacements", "lines": [f"{facts['Déplacements'][0]}."]}]),
            ],
            "annexes": [
                {"title": f"Annexe 1. Parts de {'charge' if shares_readings else 'temps'} et de financement",
                 "head": ["Période", "Partie", "Charge" if shares_readings else "Temps", "Financement"],
                 "rows": [[since, toponyms.curly(one.organisation.name), french.percent(one.time_percent),
                           french.percent(one.money_percent)]
                          for since, rows in words.periods(version) for one in rows]},
                *([] if shares_readings else [{"title": "Annexe 2. Personnes, salaires et primes par mois",
                 "head": ["Praticien", "Payé par", "Salaire chargé", "Prime"],
                 "rows": [[words.person_name(one), toponyms.curly(one.employer.name), french.euros(one.salary_cents),
                           french.euros(one.bonus_cents)] for one in version.people.all()]}]),
                *([] if shares_readings else [{"title": "Annexe 3. La semaine",
                 "head": ["Praticien", "Jour", "Matin", "Après-midi"],
                 "rows": [[week.name, day, "\u202f; ".join(morning.texts), "\u202f; ".join(afternoon.texts)]
                          for week in words.weeks(version) for day, morning, afternoon in week.rows]}]),
                {"title": "Signatures", "head": ["Partie", "Signée par", "Le"],
                 "rows": [[toponyms.curly(one.name), *_signature(signed.get(one.pk))] for one in version.parties]},
            ],
        },
        made_at,
    )  # fmt: skip


def _object(version: AgreementVersion) -> str:
    agreement = version.agreement
    pathway = toponyms.curly(agreement.pathway)
    if agreement.platform is not None:
        return READING_OBJECT.format(pathway=pathway, platform=toponyms.curly(agreement.platform.name))
    return OBJECT.format(pathway=pathway)


def _signature(answer: AgreementAnswer | None) -> tuple[str, str]:
    if answer is None:
        return "", ""
    return answer.name, french.date_text(answer.at, weekday=False, year=True)
