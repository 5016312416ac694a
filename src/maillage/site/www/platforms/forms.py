"""Forms of platforms: a new one, a group to invite, the draft of the agreement, the period of the delays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from maillage.site.accounts.models import Organisation
from maillage.site.expertise.models import MOST_HOURS, ReaderPool
from maillage.site.expertise.platforms import USUAL_HOURS
from maillage.site.www import toponyms
from maillage.site.www.coordinator.fields import CHOOSE, choice, count, day, line

PERIODS = (("7", "7 jours"), ("30", "30 jours"), ("90", "90 jours"), ("365", "un an"))
USUAL_PERIOD = "30"
WHICH = (("toutes", "toutes les demandes"), ("garde", "lues de garde"), ("groupe", "lues dans le groupe"))


class PlatformForm(forms.Form):
    """A new platform, run by one's own hospital."""

    pool = choice("Votre groupe de lecteurs", missing="Choisissez le groupe qui en est le premier membre.")
    name = line("Nom", "Donnez un nom.", help_text="Par exemple\u00a0: Imagerie partagée de l’ouest.")
    longest_hours = count(
        "Délai le plus long lu de garde, en heures", 1, MOST_HOURS, initial=USUAL_HOURS,
        help_text="Une demande qui peut attendre plus longtemps reste aux lecteurs de son hôpital.",
    )  # fmt: skip

    def __init__(self, *args: Any, pools: Sequence[ReaderPool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.pk): one for one in pools}
        shown: Any = self.fields
        shown["pool"].choices = [CHOOSE, *((key, toponyms.curly(str(one))) for key, one in self._known.items())]

    def chosen(self) -> ReaderPool:
        """Return the group."""
        return self._known[self.cleaned_data["pool"]]


class InviteForm(forms.Form):
    """A group of another hospital."""

    pool = choice("Hôpital à inviter", missing="Choisissez l’hôpital.")

    def __init__(self, *args: Any, pools: Sequence[ReaderPool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.pk): one for one in pools}
        shown: Any = self.fields
        shown["pool"].choices = [
            CHOOSE, *((key, toponyms.curly(one.organisation.name)) for key, one in self._known.items())
        ]  # fmt: skip

    def chosen(self) -> ReaderPool:
        """Return the group."""
        return self._known[self.cleaned_data["pool"]]


class AgreementForm(forms.Form):
    """The author and the first day of the agreement; its shares are on the page that follows."""

    author = choice("Votre établissement", missing="Choisissez l’établissement qui rédige.")
    starts = day("Prend effet le", "Donnez le premier jour.")

    def __init__(self, *args: Any, authors: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {str(one.pk): one for one in authors}
        shown: Any = self.fields
        shown["author"].choices = [CHOOSE, *((key, toponyms.curly(one.name)) for key, one in self._known.items())]
        if len(authors) == 1:
            self.initial.setdefault("author", str(authors[0].pk))

    def chosen(self) -> Organisation:
        """Return the author."""
        return self._known[self.cleaned_data["author"]]


class PeriodForm(forms.Form):
    """How far back the delays go, and of which requests."""

    jours = choice("Période")
    lectures = choice("Demandes")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        shown: Any = self.fields
        shown["jours"].choices, shown["lectures"].choices = PERIODS, WHICH
        self.initial = {"jours": USUAL_PERIOD, "lectures": WHICH[0][0]}
        self.is_bound = "jours" in data or "lectures" in data

    def asked(self) -> tuple[int, str]:
        """Return the days and the requests asked for; the usual ones for what is not in the lists."""
        known = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return int(known.get("jours") or USUAL_PERIOD), known.get("lectures") or WHICH[0][0]
