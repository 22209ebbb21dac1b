"""Addresses of public pages. Short where they travel in messages; nothing personal in any."""

from django.urls import include, path

from haochaping.public import dispute, home, rate

urlpatterns = [
    path("", home.home, name="home"),
    path("display", home.display, name="display"),
    path("verify", home.verify, name="verify"),
    path("r/<str:ticket>", rate.rate, name="rate"),
    path("r/<str:ticket>/code", rate.send_code, name="rate-code"),
    path("thanks/<str:receipt>", rate.thanks, name="thanks"),
    path("n/<str:ticket>", dispute.dispute, name="dispute"),
    path("", include("haochaping.public.results_urls")),
]
