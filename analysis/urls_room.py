"""Addresses that belong to a running workshop but show its plan: on the desk and on phones.

Nothing here may need pandas: the room does not wait for it.
"""

from __future__ import annotations

from django.urls import path

from analysis.urls import on_demand

app_name = "direction"
urlpatterns = [
    path("desk/<workshop:code>/direct/", on_demand("direct.direct"), name="direct"),
    path("desk/<workshop:code>/direct/<int:pk>/", on_demand("direct.take_up"), name="take-up"),
    path("room/<workshop:code>/outcome/", on_demand("outcome.own_outcome"), name="outcome"),
    # What somebody keeps: it works without the cookie, and changes nothing.
    path("outcome/<str:signed>/", on_demand("outcome.kept_outcome"), name="kept-outcome"),
]
