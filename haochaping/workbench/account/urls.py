"""Routes of signing in and of one's own account."""

from django.urls import path

from haochaping.workbench.account import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password, name="password"),
    path("account", views.account, name="account"),
]
