"""Routes: one prefix per kind of user; every page asks for a sign-in unless its view says otherwise."""

from __future__ import annotations

from django.urls import include, path

from maillage.site.accounts import views

urlpatterns = [
    path("connexion", views.SignIn.as_view(), name="login"),
    path("deconnexion", views.SignOut.as_view(), name="logout"),
    path("mot-de-passe", views.forgotten, name="password-forgotten"),
    path("compte", views.own_account, name="account"),
    path("compte/mot-de-passe/<str:token>", views.password_link, name="password-link"),
    path("compte/invitation/<str:token>", views.invitation, name="invitation"),
    path("accueil", views.home_of_user, name="home-of-user"),
    path("soignant/", include("maillage.site.www.doctor.urls")),
    path("lieu/", include("maillage.site.www.host.urls")),
    path("coordination/", include("maillage.site.www.coordinator.urls")),
    path("", include("maillage.site.www.patient.urls")),
    path("", include("maillage.site.www.public.urls")),
]
