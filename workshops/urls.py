"""Addresses of the live side, one list per surface."""

from django.urls import path, register_converter

from workshops.converters import CodeConverter, KeyConverter, KindConverter
from workshops.views import (
    alike,
    answers,
    arrange,
    board,
    challenges,
    desk_challenges,
    desk_proposals,
    facilitate,
    guests,
    moderate,
    own_factors,
    participate,
    people,
    proposals,
    regroup,
    rehearse,
    round_page,
    round_results,
    rounds,
    slips,
    sort,
    steer,
    suggest,
    threads,
    together,
)

register_converter(CodeConverter, "code")
register_converter(KeyConverter, "key")
register_converter(KindConverter, "kind")

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
    # Answers in a round
    path("room/<code:code>/round/", round_page.round_page, name="round"),
    path("room/<code:code>/round/<int:pk>/points/", answers.give_points, name="give-points"),
    path("room/<code:code>/round/<int:pk>/ratings/", answers.rate, name="rate"),
    path("room/<code:code>/round/<int:pk>/influence/", answers.say_influence, name="say-influence"),
    # Together: the exchange and reflect steps on a phone
    path("room/<code:code>/clusters/", together.clusters, name="clusters"),
    path("room/<code:code>/clusters/new/", together.new_cluster, name="new-cluster"),
    path("room/<code:code>/place/", together.place_factors, name="place"),
    path("room/<code:code>/support/", together.say_support, name="say-support"),
    path("room/<code:code>/thread/<kind:kind>/<int:pk>/", threads.thread, name="thread"),
    path("room/<code:code>/comments/", threads.add_comment, name="add-comment"),
    path(
        "room/<code:code>/comments/<int:pk>/withdraw/",
        threads.withdraw_comment,
        name="withdraw-comment",
    ),
    path("room/<code:code>/alike/", alike.alike, name="alike"),
    path("room/<code:code>/challenges/", challenges.challenges, name="challenges"),
    path(
        "room/<code:code>/challenges/<int:pk>/",
        challenges.change_challenge,
        name="change-challenge",
    ),
    path(
        "room/<code:code>/challenges/<int:pk>/withdraw/",
        challenges.withdraw_challenge,
        name="withdraw-challenge",
    ),
    path("room/<code:code>/proposals/", proposals.proposals, name="proposals"),
    path(
        "room/<code:code>/proposals/<int:pk>/",
        proposals.change_proposal,
        name="change-proposal",
    ),
    path(
        "room/<code:code>/proposals/<int:pk>/withdraw/",
        proposals.withdraw_proposal,
        name="withdraw-proposal",
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
    # Sorting
    path("desk/<code:code>/sort/", sort.sort, name="sort"),
    path("desk/<code:code>/sort/rules/", sort.sort_rules, name="sort-rules"),
    path("desk/<code:code>/sort/place/", sort.place_cards, name="place-cards"),
    path("desk/<code:code>/sort/cards/<int:pk>/", sort.sort_card, name="sort-card"),
    path("desk/<code:code>/sort/cards/<int:pk>/part/", regroup.part_cards, name="part-cards"),
    path("desk/<code:code>/sort/same/", regroup.same_cards, name="same-cards"),
    path("desk/<code:code>/sort/clusters/", sort.create_cluster, name="create-cluster"),
    path("desk/<code:code>/sort/clusters/<int:pk>/", sort.sort_cluster, name="sort-cluster"),
    *(
        path(f"desk/<code:code>/sort/clusters/<int:pk>/{act}/", view, name=name)
        for act, view, name in (
            ("rename", sort.rename_cluster, "rename-cluster"),
            ("move", sort.move_cluster, "move-cluster"),
            ("dissolve", sort.dissolve_cluster, "dissolve-cluster"),
            ("merge", regroup.merge_clusters, "merge-clusters"),
            ("part", regroup.part_clusters, "part-clusters"),
            ("split", regroup.split_cluster, "split-cluster"),
        )
    ),
    path("desk/<code:code>/sort/history/", regroup.history, name="sort-history"),
    path("desk/<code:code>/sort/undo/", regroup.undo_step, name="undo-step"),
    path("desk/<code:code>/sort/suggestions/", suggest.suggestions, name="suggestions"),
    path(
        "desk/<code:code>/sort/suggestions/refuse/",
        suggest.refuse_suggestion,
        name="refuse-suggestion",
    ),
    path("desk/<code:code>/comments/", moderate.waiting, name="sort-comments"),
    path(
        "desk/<code:code>/comments/on/<kind:kind>/<int:pk>/",
        moderate.add_remark,
        name="add-remark",
    ),
    path("desk/<code:code>/comments/<int:pk>/hide/", moderate.hide_comment, name="hide-comment"),
    path(
        "desk/<code:code>/comments/<int:pk>/restore/",
        moderate.restore_comment,
        name="restore-comment",
    ),
    path(
        "desk/<code:code>/comments/<int:pk>/approve/",
        moderate.approve_comment,
        name="approve-comment",
    ),
    # Rounds, on the desk
    path("desk/<code:code>/rounds/", rounds.rounds, name="rounds"),
    path("desk/<code:code>/rounds/map/", rounds.name_quadrants, name="name-quadrants"),
    path("desk/<code:code>/rounds/<int:pk>/", round_results.round_results, name="round-results"),
    path("desk/<code:code>/rounds/<int:pk>/open/", rounds.open_round, name="open-round"),
    path("desk/<code:code>/rounds/<int:pk>/close/", rounds.close_round, name="close-round"),
    path("desk/<code:code>/rounds/<int:pk>/reveal/", rounds.reveal_round, name="reveal-round"),
    path("desk/<code:code>/rounds/<int:pk>/discard/", rounds.discard_round, name="discard-round"),
    path("desk/<code:code>/rounds/<int:pk>/second/", rounds.prepare_second, name="prepare-second"),
    # Challenges, on the desk
    path("desk/<code:code>/challenges/", desk_challenges.desk_challenges, name="desk-challenges"),
    *(
        path(f"desk/<code:code>/challenges/{where}", view, name=name)
        for where, view, name in (
            ("<int:pk>/", desk_challenges.change_challenge, "desk-change-challenge"),
            ("<int:pk>/hide/", desk_challenges.hide_challenge, "hide-challenge"),
            ("<int:pk>/restore/", desk_challenges.restore_challenge, "restore-challenge"),
            ("<int:pk>/approve/", desk_challenges.approve_challenge, "approve-challenge"),
            ("prompts/<int:pk>/", desk_challenges.skip_prompt, "skip-prompt"),
        )
    ),
    # Proposals, on the desk
    path("desk/<code:code>/proposals/", desk_proposals.desk_proposals, name="desk-proposals"),
    *(
        path(f"desk/<code:code>/proposals/<int:pk>/{act}/", view, name=f"{act}-proposal")
        for act, view in (
            ("hide", desk_proposals.hide_proposal),
            ("restore", desk_proposals.restore_proposal),
            ("approve", desk_proposals.approve_proposal),
        )
    ),
    # Projector
    path("board/<code:code>/<key:key>/", board.board, name="board"),
]
