"""Research projects (REFRESH): a project with its budget and files, reviewed blind by a grid, then a grant."""

from __future__ import annotations

from maillage.site.calls.kind import CallKind, FormField, GridCriterion, Shape

RESEARCH = CallKind(
    code="research",
    label="Recherche",
    lead="Un projet de recherche mené dans un hôpital du territoire, avec son budget. Il est lu sans nom ni hôpital.",
    fields=(
        FormField(
            "title", "Quel est le titre du projet\u202f?", "Titre", longest=200, blind=True,
            hint="Les évaluateurs le lisent\u00a0: n’y mettez ni nom, ni hôpital.",
        ),
        FormField(
            "summary", "Que cherchez-vous, et comment\u202f?", "Résumé", Shape.TEXT, longest=4000, blind=True,
            hint="Question, méthode, ce que les patients y gagnent. Ni nom, ni hôpital.",
        ),
        FormField(
            "calendar", "En combien de temps\u202f?", "Durée", Shape.CHOICE, blind=True,
            choices={"12": "Un an", "24": "Deux ans", "36": "Trois ans"},
        ),
        FormField(
            "budget", "Quel est le budget\u202f?", "Budget", Shape.BUDGET, blind=True,
            hint="Une dépense par ligne, puis le total.",
        ),
        FormField(
            "project", "Joignez le projet, sans nom ni hôpital", "Projet détaillé", Shape.FILE, blind=True,
            hint="Un PDF de 10\u00a0Mo au plus. Les évaluateurs le lisent\u00a0: votre nom n’y est pas.",
        ),
        FormField(
            "team", "Qui mène le projet\u202f?", "Équipe", Shape.TEXT, longest=1500,
            hint="Noms et services. Les évaluateurs ne lisent pas cette réponse.",
        ),
        FormField(
            "letter", "Joignez l’accord de votre établissement", "Accord de l’établissement", Shape.FILE,
            hint="Un PDF de 10\u00a0Mo au plus. Les évaluateurs ne le voient pas.",
        ),
    ),
    grid=(
        GridCriterion("question", "La question", "Utile aux patients du territoire, et nouvelle.", weight=2),
        GridCriterion("method", "La méthode", "Elle répond à la question, et peut être suivie.", weight=2),
        GridCriterion("means", "Les moyens", "Le budget et le calendrier suffisent, sans plus."),
        GridCriterion("care", "L’effet sur les soins", "Ce que les soins y gagnent après le projet."),
    ),
)  # fmt: skip
