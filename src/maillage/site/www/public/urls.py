"""Routes of the public pages."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.public.views import communes, home, maps, texts

urlpatterns = [
    path("", home.home, name="home"),
    path("carte", maps.explore, name="map"),
    path("carte/carte.webp", maps.picture, name="map-image"),
    path("carte/ids.webp", maps.numbers_image, name="map-ids"),
    path("carte/valeurs.json", maps.values, name="map-values"),
    path("carte/communes.csv", maps.table_csv, name="map-csv"),
    path("communes/", communes.communes, name="communes"),
    path("communes/suggestions", communes.suggestions, name="suggestions"),
    path("communes/<str:code>", communes.commune, name="commune"),
    path("methode", texts.method, name="method"),
    path("accessibilite", texts.accessibility, name="accessibility"),
    path("vie-privee", texts.privacy, name="privacy"),
    path("soignants", texts.for_carers, name="for-carers"),
    path("elus", texts.for_elected, name="for-elected"),
]
