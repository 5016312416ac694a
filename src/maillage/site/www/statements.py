"""A monthly statement on paper."""

from __future__ import annotations

from maillage.schemes import scheme_named
from maillage.site import documents
from maillage.site.identity import services as identities
from maillage.site.payments.models import MonthlyStatement, StatementLine
from maillage.site.www import french, toponyms

HEAD = ("Date", "Lieu et dispositif", "Quoi", "Quantité", "Montant")
What = StatementLine.What


def quantity(line: StatementLine) -> str:
    """How much of what: kilometres for a journey, one for all else."""
    if line.what == What.JOURNEY:
        return f"{french.number(line.quantity)}{french.HARD}km à {french.euros(line.unit_cents)}"
    return "1"


def paper(statement: MonthlyStatement) -> bytes:
    """Return the PDF of a statement; it has its annotated state (``with_state``)."""
    lines = list(statement.lines.select_related("commune", "corrects").order_by("date", "pk"))
    person, month = statement.professional, french.month_text(statement.closing.month)
    return documents.render(
        "statement",
        {
            "title": f"Relevé d’indemnités, {month}",
            "reference": statement.reference,
            "person": toponyms.curly(f"{person.first_name} {person.last_name}"),
            "payer": toponyms.curly(statement.closing.payer.organisation.name),
            "standing": str(MonthlyStatement.Standing(statement.stands).label),
            "site": identities.current().name,
            "head": HEAD,
            "lines": [
                [
                    french.date_text(line.date, weekday=False, year=True),
                    f"{toponyms.curly(line.commune.name)}, {scheme_named(line.scheme).label.lower()}",
                    What(line.what).label,
                    quantity(line),
                    french.euros(line.cents),
                ]
                for line in lines
            ],
            "total": french.euros(statement.total_cents),
            "notes": [
                f"Correction de la ligne du {french.date_text(line.corrects.date, weekday=False, year=True)}"
                f"{french.HARD}: {line.reason}"
                for line in lines
                if line.corrects is not None
            ],
        },
        statement.closing.closed_at,
    )
