"""The route of the demonstration; a real site does not include it."""

from __future__ import annotations

from django.urls import path

from maillage.demo import sign_in

urlpatterns = [path("connexion/demonstration", sign_in.sign_in, name="demo-sign-in")]
