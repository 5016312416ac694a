"""Routes of shared reading platforms."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.platforms import delays, money, views

urlpatterns = [
    path("", views.platforms, name="platforms"),
    path("<int:pk>", views.platform, name="platform"),
    path("<int:pk>/convention", views.agreement, name="platform-agreement"),
    path("<int:pk>/delais", delays.page, name="platform-delays"),
    path("<int:pk>/delais.csv", delays.table, name="platform-delays-csv"),
    path("<int:pk>/argent", money.page, name="platform-money"),
    path("<int:pk>/argent.csv", money.table, name="platform-money-csv"),
    path("<int:pk>/argent.pdf", money.paper, name="platform-money-pdf"),
]
