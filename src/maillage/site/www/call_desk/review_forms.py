"""Forms of those who open calls, for the review: the grid, the panel, the decision, the post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.calls import panel, posts
from maillage.site.calls.deciding import MOST_YEARS, Award
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.panel import MOST_CRITERIA, GridLine
from maillage.site.calls.post_models import MOST_POSTS, OfferedPost, PostShare
from maillage.site.calls.posts import PostData, shares_of, shares_text
from maillage.site.calls.review_models import HIGHEST_MARK, HIGHEST_WEIGHT, CallReviewer
from maillage.site.calls.shapes import cents_of
from maillage.site.geography.models import Region
from maillage.site.grants import services as grants
from maillage.site.refusals import InvalidField
from maillage.site.www.coordinator.fields import CommuneField, choice, count, day, line
from maillage.site.www.reviewer.forms import text

EMPTY_LINES = 2


class GridForm(forms.Form):
    """The lines of a grid; an empty name drops its line."""

    def __init__(self, data: Any, *, call: Call) -> None:
        kept = list(call.criteria.all())
        super().__init__(data)
        self.lines = min(len(kept) + EMPTY_LINES, MOST_CRITERIA)
        for number in range(1, self.lines + 1):
            one = kept[number - 1] if number <= len(kept) else None
            self.fields[f"label-{number}"] = line(f"Critère {number}", initial=one.label if one else "")
            self.fields[f"hint-{number}"] = line(
                f"Critère {number}, ce qui se note (facultatif)", longest=200, initial=one.hint if one else ""
            )
            self.fields[f"most-{number}"] = count(
                f"Critère {number}, note la plus haute", 1, HIGHEST_MARK, initial=one.most if one else 5
            )
            self.fields[f"weight-{number}"] = count(
                f"Critère {number}, compte combien de fois", 1, HIGHEST_WEIGHT, initial=one.weight if one else 1
            )

    def lines_of(self) -> list[GridLine]:
        """Return the lines that have a name."""
        given = self.cleaned_data
        return [
            GridLine(given[f"label-{n}"], given[f"most-{n}"], given[f"weight-{n}"], given[f"hint-{n}"])
            for n in range(1, self.lines + 1)
            if given[f"label-{n}"]
        ]


def _name(user: User) -> str:
    return f"{user.first_name} {user.last_name}"


def _name_of_reviewer(one: CallReviewer) -> str:
    return _name(one.user)


class NameForm(forms.Form):
    """A reviewer to put on the panel."""

    reviewer = forms.ModelChoiceField(
        label="Évaluateur",
        queryset=User.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez un évaluateur.", "invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, data: Any, *, call: Call) -> None:
        super().__init__(data)
        shown: Any = self.fields["reviewer"]
        shown.queryset = panel.who_may_review(call)
        shown.label_from_instance = _name


class AskForm(forms.Form):
    """Another reviewer for one submission."""

    reviewer = forms.ModelChoiceField(
        label="Évaluateur",
        queryset=CallReviewer.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez un évaluateur.", "invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, data: Any, *, row: Submission) -> None:
        super().__init__(data)
        shown: Any = self.fields["reviewer"]
        shown.queryset = row.call.reviewers.exclude(reviews__submission=row).select_related("user")
        shown.label_from_instance = _name_of_reviewer


class DeclineForm(forms.Form):
    """Why a submission is not kept."""

    reason = line("Pourquoi", "Dites-le en une phrase\u00a0: la personne la lira.", longest=500)


class KeepForm(DeclineForm):
    """Why a submission is kept, and its grant where a budget is asked."""

    def __init__(self, *args: Any, row: Submission, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_budget = row.call.of_kind.has_budget
        if not self.has_budget:
            return
        # A faculty has no territory: it gives where the project is.
        own = grants.regions_of(user) or Region.objects.filter(departments__communes__position__isnull=False)
        by_name = {str(one.name): str(one.pk) for one in own}
        regions = [(by_name[name], name) for name in sorted(by_name)]
        asked = int(row.answers.get("budget", {}).get("total", 0))
        months = str(row.answers.get("calendar", "12"))
        years = int(months) // 12 if months.isdigit() else 1
        self.fields |= {
            "cents": line("Montant accordé, en euros", "Donnez le montant accordé.", longest=20,
                          initial=f"{asked / 100:.2f}".replace(".", ",")),
            "years": count("Versé en combien d’années", 1, MOST_YEARS, initial=years),
            "region": choice("Région", regions, "Choisissez la région.", initial=regions[0][0] if regions else ""),
            "commune": CommuneField("Commune du projet (facultatif)", required=False),
            "reference": line("Référence de la décision", "Donnez la référence de la décision.",
                              initial=f"{timezone.localdate().year}-appel {row.call_id}-dossier {row.number}"),
        }  # fmt: skip

    def clean_cents(self) -> int:
        """Return the amount in cents."""
        cents = cents_of(self.cleaned_data["cents"])
        if cents is None or cents <= 0:
            raise forms.ValidationError("Donnez un montant, par exemple 50 000.")
        return cents

    def award(self) -> Award | None:
        """Return the grant, None where no budget is asked."""
        given = self.cleaned_data
        if not self.has_budget:
            return None
        return Award(given["cents"], given["years"], given["region"], given["reference"], given["commune"])


class PostForm(forms.Form):
    """The post that a call opens. Shares are typed one a line and make 100 %."""

    nature = choice("Nature du poste", OfferedPost.Nature.choices, "Choisissez la nature du poste.")
    specialty = line("Spécialité", "Donnez la spécialité.")
    employer = forms.ModelChoiceField(
        label="Hôpital qui emploie",
        queryset=Organisation.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez l’hôpital qui emploie.", "invalid_choice": "Choisissez dans la liste."},
    )
    commune = CommuneField("Commune d’exercice")
    starts = day("Prise de poste", "Donnez le jour de la prise de poste.")
    ends = day("Fin (facultatif)")
    posts = count("Postes", 1, MOST_POSTS, initial=1)
    yearly_cents = line(
        "Coût d’un poste par an, en euros", "Donnez le coût d’un poste par an.", longest=20,
        help_text="Salaire et charges, pour une personne. Chaque financeur en paie sa part.",
    )  # fmt: skip
    work = text("Travail", "Donnez les parts.", 1000, 3, help_text="Par exemple\u00a0: Soins\u00a0: 50\u00a0%.")
    time = text("Temps par établissement", "Donnez les parts.", 1000, 3, help_text="Un établissement par ligne.")
    money = text(
        "Financement", "Donnez les parts.", 1000, 4,
        help_text="Un financeur par ligne\u00a0: hôpital, ARS, Région. Chaque total fait 100\u00a0%.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["employer"]
        shown.queryset = Organisation.objects.filter(kind=roles.ESTABLISHMENT.code).order_by("name")

    def clean_yearly_cents(self) -> int:
        """Return the cost in cents."""
        cents = cents_of(self.cleaned_data["yearly_cents"])
        if cents is None or cents <= 0:
            raise forms.ValidationError("Donnez un montant, par exemple 95\u202f000.")
        return cents

    def clean(self) -> None:
        """Read the shares; an error is said at its field."""
        for name in ("work", "time", "money"):
            if name in self.cleaned_data:
                try:
                    self.cleaned_data[name] = shares_of(self.cleaned_data[name], name)
                except InvalidField as refusal:
                    self.add_error(name, str(refusal))

    def data_of(self) -> PostData:
        """Return what the service takes."""
        return PostData(**self.cleaned_data)


def post_initial(call: Call) -> dict[str, Any]:
    """Return the post of a call as its form shows it; a new one begins with the usual halves."""
    post = posts.post_of(call)
    if post is None:
        return {"work": "Soins\u00a0: 50\u00a0%\nEnseignement et recherche\u00a0: 50\u00a0%"}
    rows = list(post.shares.all())
    shares = {
        what.value: shares_text({one.name: one.percent for one in rows if one.what == what}) for what in PostShare.What
    }
    return {
        "nature": post.nature, "specialty": post.specialty, "employer": post.employer_id, "commune": post.commune_id,
        "starts": post.starts, "ends": post.ends, "posts": post.posts, **shares,
        "yearly_cents": "" if post.yearly_cents is None else f"{post.yearly_cents / 100:.2f}".replace(".", ","),
    }  # fmt: skip
