"""Routes of the work on plans: their list, the board, comparison, changes, files."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.planner import asking, changing, files, listing, views

urlpatterns = [
    path("", listing.plans, name="plans"),
    path("comparer", listing.compare, name="plan-compare"),
    path("<int:pk>/tableau", views.board, name="plan-board"),
    path("<int:pk>/pourquoi", asking.asking, name="plan-why"),
    path("<int:pk>/carte.webp", views.picture, name="plan-picture"),
    path("<int:pk>/agenda.ics", files.calendar, name="plan-ics"),
    path("<int:pk>/affiches.pdf", files.doors, name="plan-doors"),
    path("<int:pk>/reprendre", changing.change, name="plan-change"),
    path("<int:pk>/remplacer", changing.replace, name="plan-replace"),
]
