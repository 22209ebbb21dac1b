"""Routes of managing accounts."""

from django.urls import path

from haochaping.workbench.users import views

urlpatterns = [
    path("users", views.users, name="workbench-users"),
    path("users/<str:login>/unlock", views.unlock, name="user-unlock"),
    path("users/<str:login>/password", views.new_password, name="user-password"),
    path("users/<str:login>/end", views.end, name="user-end"),
]
