"""Signing in and out and changing the password: those of allauth's pages that make sense here.

Nobody signs up, and no e-mail is sent; whoever forgot a password asks the administrator.
"""

from allauth.account import views
from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path(
        "password/reset/",
        TemplateView.as_view(template_name="account/password_help.html"),
        name="account_reset_password",
    ),
]
