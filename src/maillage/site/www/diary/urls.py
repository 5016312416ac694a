"""Routes of diaries: of those who keep a place, and of a doctor."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.diary import feeds, views

keeper_patterns = [
    path("", views.diary, name="diary"),
    path("abonnements", feeds.subscriptions, name="diary-feeds"),
    path("lieux/<str:secret>.ics", feeds.feed, name="place-feed"),
    path("regles/ajouter", views.add, name="diary-add"),
    path("regles/<int:pk>", views.rule, name="diary-rule"),
    path("regles/<int:pk>/jour", views.one_day, name="diary-day"),
]

own_patterns = [
    path("", views.own, name="own-diary"),
    path("regles/ajouter", views.own_add, name="own-diary-add"),
    path("absence", views.own_absence, name="own-diary-absence"),
    path("regles/<int:pk>", views.own_rule, name="own-diary-rule"),
    path("regles/<int:pk>/jour", views.own_day, name="own-diary-day"),
]
