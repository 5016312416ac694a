"""Posts shared between hospitals (territorial assistants, half-time hospital-university specialists): a candidature,
opinions by a grid, a decision, a start. Those who give an opinion know who applies."""

from __future__ import annotations

from maillage.site.calls.kind import CallKind, Condition, FormField, GridCriterion, Shape

POST = CallKind(
    code="post",
    label="Poste partagé",
    lead="Un poste de médecin partagé entre hôpitaux\u00a0: des soins, de l’enseignement et de la recherche.",
    named=True,
    post=True,
    fields=(
        FormField(
            "doctor", "Où en êtes-vous\u202f?", "Situation", Shape.CHOICE,
            choices={
                "qualified": "Médecin, diplôme obtenu",
                "soon": "En fin d’internat, diplôme obtenu avant la prise de poste",
                "other": "Une autre situation",
            },
        ),
        FormField(
            "rpps", "Quel est votre numéro RPPS\u202f?", "Numéro RPPS", Shape.RPPS,
            hint="Onze chiffres, sur votre carte de professionnel de santé.",
        ),
        FormField(
            "project", "Que voulez-vous faire dans ce poste\u202f?", "Projet", Shape.TEXT, longest=3000,
            hint="Les soins, l’enseignement, la recherche\u00a0: quelques lignes pour chacun.",
        ),
        FormField(
            "cv", "Joignez votre CV", "CV", Shape.FILE, hint="Un PDF de 10\u00a0Mo au plus.",
        ),
        FormField(
            "letter", "Joignez votre lettre de motivation", "Lettre de motivation", Shape.FILE,
            hint="Un PDF de 10\u00a0Mo au plus.",
        ),
    ),
    conditions=(
        Condition(
            "doctor", frozenset({"qualified", "soon"}), "Médecins, ou en fin d’internat",
            "Ce poste est ouvert aux médecins dont le diplôme est obtenu avant la prise de poste.",
        ),
    ),
    grid=(
        GridCriterion("care", "Les soins", "Ce que la personne apporte au service de chaque hôpital.", weight=2),
        GridCriterion("teaching", "L’enseignement et la recherche", "Son expérience, et ce qu’elle veut faire."),
        GridCriterion("settling", "Le projet sur le territoire", "Les chances qu’elle y reste."),
    ),
)  # fmt: skip
