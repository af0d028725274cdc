"""Addresses of the live side, one list per surface."""

from django.urls import path, register_converter

from workshops.converters import CodeConverter, KeyConverter
from workshops.views import (
    arrange,
    board,
    facilitate,
    guests,
    own_factors,
    participate,
    people,
    rehearse,
    slips,
    steer,
)

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
    path("join/<code:code>/back/", people.come_back, name="come-back"),
    path("room/<code:code>/card/", people.card, name="card"),
    path("room/<code:code>/ready/", people.say_ready, name="say-ready"),
    path("room/<code:code>/scribe/", people.scribe, name="scribe"),
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
    path(
        "desk/<code:code>/factors/<int:pk>/approve/",
        facilitate.approve_factor,
        name="approve-factor",
    ),
    path("desk/<code:code>/rules/", arrange.change_rules, name="change-rules"),
    path("desk/<code:code>/run-sheet/", arrange.change_run_sheet, name="change-run-sheet"),
    path("desk/<code:code>/facilitators/", arrange.add_facilitator, name="add-facilitator"),
    path(
        "desk/<code:code>/facilitators/<int:pk>/remove/",
        arrange.remove_facilitator,
        name="remove-facilitator",
    ),
    path("desk/<code:code>/phones/pause/", steer.pause_phones, name="pause-phones"),
    path("desk/<code:code>/phones/resume/", steer.resume_phones, name="resume-phones"),
    path("desk/<code:code>/words/off/", steer.blank_screens, name="blank-screens"),
    path("desk/<code:code>/words/back/", steer.unblank_screens, name="unblank-screens"),
    path("desk/<code:code>/reveal/", steer.reveal_factors, name="reveal-factors"),
    path("desk/<code:code>/projector/", steer.show_on_projector, name="show-on-projector"),
    path("desk/<code:code>/timer/start/", steer.start_timer, name="start-timer"),
    path("desk/<code:code>/timer/add/", steer.add_time, name="add-time"),
    path("desk/<code:code>/timer/pause/", steer.pause_timer, name="pause-timer"),
    path("desk/<code:code>/timer/resume/", steer.resume_timer, name="resume-timer"),
    path("desk/<code:code>/timer/stop/", steer.stop_timer, name="stop-timer"),
    path("desk/<code:code>/people/", guests.guests, name="guests"),
    path("desk/<code:code>/people/merge/", guests.merge_guests, name="merge-guests"),
    path("desk/<code:code>/people/<int:pk>/part/", guests.part_guests, name="part-guests"),
    path("desk/<code:code>/slips/", slips.slips, name="slips"),
    path("desk/<code:code>/rehearse/", rehearse.rehearse, name="rehearse"),
    path("desk/<code:code>/rehearse/stop/", rehearse.stop_rehearsal, name="stop-rehearsal"),
    path("desk/<code:code>/rehearse/clear/", rehearse.clear_rehearsal, name="clear-rehearsal"),
    # Projector
    path("board/<code:code>/<key:key>/", board.board, name="board"),
]
