"""Addresses of the planner's pages, below /analysis/."""

from django.urls import URLPattern

app_name = "analysis"
urlpatterns: list[URLPattern] = []
