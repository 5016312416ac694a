"""Internships of the school option "santé": places of care that take learners, and the learners' wishes."""

from __future__ import annotations

from maillage.site.calls.kind import CallKind, Condition, FormField, Points, Shape

INTERNSHIP = CallKind(
    code="internship",
    label="Stages «\u00a0santé\u00a0»",
    lead="Des lieux de soins accueillent en stage des élèves de l’option santé. Chacun donne ses vœux.",
    option="lieu de stage",
    options="Lieux de stage",
    most_wishes=5,
    near="department",
    near_points=2,
    fields=(
        FormField(
            "level", "En quelle classe êtes-vous\u202f?", "Classe", Shape.CHOICE,
            choices={"second": "Seconde", "first": "Première", "last": "Terminale", "other": "Une autre"},
        ),
        FormField(
            "option", "Suivez-vous l’option santé\u202f?", "Option santé", Shape.CHOICE,
            choices={"yes": "Oui", "no": "Non"},
        ),
        FormField(
            "department", "Dans quel département habitez-vous\u202f?", "Département", Shape.DEPARTMENT,
            hint="Son nom ou son numéro, par exemple 12.",
        ),
        FormField(
            "before", "Avez-vous déjà fait un stage dans un lieu de soins\u202f?", "Stage déjà fait", Shape.CHOICE,
            choices={"yes": "Oui", "no": "Non"},
        ),
        FormField(
            "wishes", "Où souhaitez-vous aller\u202f?", "Vœux", Shape.WISHES,
            hint="Le lieu préféré d’abord. Seuls ces lieux vous seront proposés.",
        ),
    ),
    conditions=(
        Condition(
            "level", frozenset({"second", "first", "last"}), "Élèves de seconde, de première et de terminale",
            "Ces stages sont ouverts aux élèves de lycée.",
        ),
        Condition(
            "option", frozenset({"yes"}), "Qui suivent l’option santé",
            "Ces stages sont ouverts aux élèves de l’option santé.",
        ),
    ),
    points=(
        Points("level", "Classe", {"last": 3, "first": 2, "second": 1}),
        Points("before", "Premier stage", {"no": 2}),
    ),
)  # fmt: skip
