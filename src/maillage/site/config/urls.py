"""Routes: one prefix per kind of user; every page requires sign-in unless its view says otherwise."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from maillage.site.accounts import prosante_views, views
from maillage.site.accounts import second_views as second
from maillage.site.www.api import views as api
from maillage.site.www.booking_desk import urls as booking_desk
from maillage.site.www.centre import urls as centre
from maillage.site.www.diary import urls as diary
from maillage.site.www.juniors import urls as juniors
from maillage.site.www.network import urls as network

# Names with an underscore are the URL names that django-allauth expects.
ACCOUNT = [
    path("", second.Protection.as_view(), name="mfa_index"),
    path("/application", second.AddApplication.as_view(), name="mfa_activate_totp"),
    path("/application/retirer", second.RemoveApplication.as_view(), name="mfa_deactivate_totp"),
    path("/codes", second.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("/codes/nouveaux", second.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("/cle", second.AddKey.as_view(), name="mfa_add_webauthn"),
    path("/cle/<int:pk>/retirer", second.RemoveKey.as_view(), name="mfa_remove_webauthn"),
]

handler500 = "maillage.site.config.outages.handler500"

urlpatterns = [
    # The most visited pages first: an address is compared with one pattern after the other.
    path("", include("maillage.site.www.patient.urls")),
    path("connexion", views.SignIn.as_view(), name="login"),
    path("connexion", views.SignIn.as_view(), name="account_login"),
    path("connexion/code", second.SecondStep.as_view(), name="mfa_authenticate"),
    path("connexion/cle", second.SignInByKey.as_view(), name="mfa_login_webauthn"),
    path("connexion/pro-sante-connect", prosante_views.leave, name="psc"),
    path("connexion/pro-sante-connect/retour", prosante_views.come_back, name="psc-back"),
    path("connexion/lien", views.ask_for_link, name="ask-for-link"),
    path("connexion/lien/<str:token>", views.sign_in_by_link, name="sign-in-by-link"),
    path("deconnexion", views.SignOut.as_view(), name="logout"),
    path("mot-de-passe", views.forgotten, name="password-forgotten"),
    path("compte", views.own_account, name="account"),
    path("compte/mot-de-passe/<str:token>", views.password_link, name="password-link"),
    path("compte/invitation/<str:token>", views.invitation, name="invitation"),
    path("compte/securite", include(ACCOUNT)),
    path("compte/confirmer", second.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("compte/confirmer/code", second.ProveAgain.as_view(), name="mfa_reauthenticate"),
    path("compte/confirmer/cle", second.ProveAgainByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("accueil", views.home_of_user, name="home-of-user"),
    path("fhir/", include("maillage.site.fhir.urls")),
    path("api/", api.routes()),
    path("agenda/", include(diary.keeper_patterns)),
    path("soignant/heures/", include(diary.own_patterns)),
    path("dicomweb/", include("maillage.site.www.dicomweb.urls")),
    path("soignant/", include("maillage.site.www.doctor.urls")),
    path("lieu/", include("maillage.site.www.host.urls")),
    path("centre/", include("maillage.site.www.centre.urls")),
    path("", include(centre.public_patterns)),
    path("regulation/", include(booking_desk.regulation_patterns)),
    path("prescrire/", include(booking_desk.referrer_patterns)),
    path("lieu/telephone/", include(booking_desk.telephone_patterns)),
    path("donnees-personnelles/", include("maillage.site.www.privacy.urls")),
    path("payeur/", include("maillage.site.www.payer.urls")),
    path("subventions/", include("maillage.site.www.grant_desk.urls")),
    path("organiser/", include("maillage.site.www.call_desk.urls")),
    path("evaluer/", include("maillage.site.www.reviewer.urls")),
    path("conventions/", include(network.party_patterns)),
    path("coordination/conventions/", include(network.coordination_patterns)),
    path("coordination/juniors/", include(juniors.coordination_patterns)),
    path("", include(juniors.own_patterns)),
    path("coordination/plans/", include("maillage.site.www.planner.urls")),
    path("coordination/", include("maillage.site.www.coordinator.urls")),
    path("", include("maillage.site.www.caldav.urls")),
    path("", include("maillage.site.www.systems.urls")),
    path("", include("maillage.site.www.expertise.urls")),
    path("gardes/", include("maillage.site.www.duties.urls")),
    path("plateformes/", include("maillage.site.www.platforms.urls")),
    path("verifications/", include("maillage.site.www.desk.urls")),
    path("", include("maillage.site.www.remote.urls")),
    path("", include("maillage.site.www.volunteer.urls")),
    path("", include("maillage.site.www.proposer.urls")),
    path("", include("maillage.site.www.candidate.urls")),
    path("", include("maillage.site.www.public.urls")),
]
if settings.DEMONSTRATION:
    urlpatterns.insert(0, path("", include("maillage.demo.urls")))
