"""Routes of those who book for somebody: the regulation, referrers, the secretariat on the telephone."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.booking_desk import views

regulation_patterns = [
    path("", views.regulation, name="regulation"),
    path("rendez-vous/<int:pk>", views.regulation_booked, name="regulation-booked"),
]
referrer_patterns = [
    path("", views.referrals, name="referrals"),
    path("rendez-vous/<int:pk>", views.referral, name="referral"),
]
telephone_patterns = [
    path("", views.telephone, name="telephone"),
    path("appele", views.called, name="telephone-called"),
    path("rendez-vous/<int:pk>", views.telephone_booked, name="telephone-booked"),
]
