"""Addresses of the live side, one list per surface."""

from django.urls import path, register_converter

from workshops.converters import CodeConverter, KeyConverter
from workshops.views import arrange, board, facilitate, own_factors, participate, rehearse

register_converter(CodeConverter, "code")
register_converter(KeyConverter, "key")

app_name = "workshops"
urlpatterns = [
    # Participants
    path("", participate.home, name="home"),
    path("join/", participate.find, name="find"),
    path("join/<code:code>/", participate.join, name="join"),
    path("room/<code:code>/", participate.room, name="room"),
    path("room/<code:code>/factors/", participate.submit_factor, name="submit-factor"),
    path("room/<code:code>/factors/<int:pk>/", own_factors.change_factor, name="change-factor"),
    path(
        "room/<code:code>/factors/<int:pk>/withdraw/",
        own_factors.withdraw_factor,
        name="withdraw-factor",
    ),
    # Facilitators
    path("desk/", arrange.desk_list, name="desk-list"),
    path("desk/new/", arrange.create_workshop, name="create-workshop"),
    path("desk/per-district/", arrange.create_per_district, name="create-per-district"),
    path("desk/<code:code>/", facilitate.desk, name="desk"),
    path("desk/<code:code>/stage/", facilitate.open_stage, name="open-stage"),
    path("desk/<code:code>/settings/", arrange.change_workshop, name="change-workshop"),
    path("desk/<code:code>/copy/", arrange.copy_workshop, name="copy-workshop"),
    path("desk/<code:code>/share/", arrange.share, name="share"),
    path("desk/<code:code>/factors/<int:pk>/hide/", facilitate.hide_factor, name="hide-factor"),
    path(
        "desk/<code:code>/factors/<int:pk>/restore/",
        facilitate.restore_factor,
        name="restore-factor",
    ),
    path("desk/<code:code>/rehearse/", rehearse.rehearse, name="rehearse"),
    path("desk/<code:code>/rehearse/stop/", rehearse.stop_rehearsal, name="stop-rehearsal"),
    path("desk/<code:code>/rehearse/clear/", rehearse.clear_rehearsal, name="clear-rehearsal"),
    # Projector
    path("board/<code:code>/<key:key>/", board.board, name="board"),
]
