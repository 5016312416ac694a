"""Training in an operating theatre: ten half-days, a week at a time, for people of other hospitals (MCAP)."""

from __future__ import annotations

from maillage.site.calls.kind import CallKind, Condition, FormField, Points, Question, Shape

TRAINING = CallKind(
    code="training",
    label="Formation",
    lead="Dix demi-journées au bloc opératoire, une semaine à la fois, pour des soignants d’autres hôpitaux.",
    option="semaine",
    options="Semaines",
    most_wishes=4,
    elsewhere=True,
    half_days=10,
    needed_half_days=8,
    fields=(
        FormField(
            "profession", "Quel est votre métier\u202f?", "Métier", Shape.CHOICE,
            choices={
                "anaesthetist": "Médecin anesthésiste-réanimateur",
                "nurse_anaesthetist": "Infirmier anesthésiste (IADE)",
                "other": "Un autre métier",
            },
        ),
        FormField(
            "agreed", "Votre chef de service est-il d’accord\u202f?", "Accord du service", Shape.CHOICE,
            hint="Vous êtes absent une semaine entière\u00a0: votre service doit l’avoir accepté.",
            choices={"yes": "Oui", "no": "Pas encore"},
        ),
        FormField(
            "children", "À quelle fréquence endormez-vous des enfants\u202f?", "Anesthésie d’enfants", Shape.CHOICE,
            choices={
                "weekly": "Chaque semaine",
                "monthly": "Chaque mois",
                "rarely": "Plus rarement",
                "never": "Jamais",
            },
        ),
        FormField(
            "trained", "Quand y avez-vous été formé\u202f?", "Dernière formation", Shape.CHOICE,
            choices={"never": "Jamais", "long_ago": "Il y a plus de cinq ans", "lately": "Il y a moins de cinq ans"},
        ),
        FormField(
            "alone", "D’autres, dans votre hôpital, y sont-ils formés\u202f?", "Autres formés", Shape.CHOICE,
            choices={"nobody": "Personne", "one": "Une personne", "several": "Plusieurs"},
        ),
        FormField(
            "why", "Que ferez-vous de cette formation\u202f?", "Projet", Shape.TEXT, longest=1500,
            hint="Quelques lignes\u00a0: ce que vous ferez de plus, pour qui.",
        ),
        FormField(
            "wishes", "Quelles semaines vous conviennent\u202f?", "Semaines souhaitées", Shape.WISHES,
            hint="La préférée d’abord. Seules ces semaines vous seront proposées.",
        ),
    ),
    conditions=(
        Condition(
            "profession", frozenset({"anaesthetist", "nurse_anaesthetist"}),
            "Anesthésistes et infirmiers anesthésistes d’un autre hôpital que celui qui accueille",
            "Cette formation est ouverte aux anesthésistes et aux infirmiers anesthésistes.",
        ),
        Condition(
            "agreed", frozenset({"yes"}), "Avec l’accord de leur chef de service",
            "Il faut l’accord de votre chef de service\u00a0: demandez-le, puis reprenez par votre lien.",
        ),
    ),
    points=(
        Points("alone", "Personne d’autre n’est formé dans l’hôpital", {"nobody": 4, "one": 2}),
        Points("children", "Des enfants y sont endormis souvent", {"weekly": 3, "monthly": 2, "rarely": 1}),
        Points("trained", "Formation ancienne ou absente", {"never": 2, "long_ago": 1}),
    ),
    evaluation=(
        Question("useful", "Cette semaine vous sert dans votre pratique"),
        Question("welcome", "Vous avez été bien accueilli au bloc"),
        Question("hands_on", "Vous avez pu pratiquer vous-même"),
    ),
)  # fmt: skip
