"""Themes: made, named, filled, taken out; each step written down and taken back."""

import random
import uuid
from functools import partial

import pytest

from analysis.domain.theme_undo import undo_theme_step
from analysis.domain.themes import (
    ClusterNotThere,
    ClusterPutElsewhere,
    ThemeChangedMeanwhile,
    ThemeInPlan,
    ThemeNamedTwice,
    ThemeTakenOut,
    create_theme,
    place_clusters,
    refuse_suggestion,
    remove_theme,
    rename_theme,
    restore_theme,
)
from analysis.models import (
    DevelopmentIssue,
    IssueSource,
    RefusedTheme,
    Theme,
    ThemeCluster,
    ThemeStep,
)
from tests.factories import (
    create_cluster,
    create_plan_cycle,
    create_planner,
    create_workshop,
)
from tests.workshops.domain.threads import at_once
from workshops.domain.errors import ClientIdReused, WorkshopError
from workshops.domain.regroup import PartInOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return create_planner()


@pytest.fixture
def cycle():
    return create_plan_cycle()


def made(cycle, by, name="น้ำ", clusters=None, **fields):
    fields.setdefault("client_id", uuid.uuid4())
    return create_theme(cycle, by=by, name=name, clusters=clusters, **fields)


def places():
    return dict(ThemeCluster.objects.values_list("cluster", "theme"))


def state():
    themes = Theme.objects.filter(removed_at=None).values_list("pk", "name", "category")
    return set(themes), places(), set(RefusedTheme.objects.values_list("theme", "cluster"))


def steps(cycle):
    return list(cycle.theme_steps.order_by("number").values_list("number", "verb"))


def test_a_theme_is_made_with_its_clusters(cycle, planner) -> None:
    one, other = create_cluster(), create_cluster()

    theme = made(cycle, planner, clusters={one.pk: None, other.pk: None}, category="social")

    assert (theme.number, theme.name, theme.category, theme.version) == (1, "น้ำ", "social", 1)
    assert places() == {one.pk: theme.pk, other.pk: theme.pk}
    step = cycle.theme_steps.get()
    assert (step.number, step.verb, step.user) == (1, "added", planner)
    assert step.facts == {
        "theme": theme.pk,
        "name": "น้ำ",
        "before": {str(one.pk): None, str(other.pk): None},
        "after": {str(one.pk): theme.pk, str(other.pk): theme.pk},
    }


def test_a_double_tap_is_one_theme(cycle, planner) -> None:
    key = uuid.uuid4()

    assert made(cycle, planner, client_id=key) == made(cycle, planner, client_id=key)
    assert steps(cycle) == [(1, "added")]
    with pytest.raises(ClientIdReused):
        made(create_plan_cycle(start_year=2028), planner, client_id=key)


def test_a_name_stands_once(cycle, planner) -> None:
    theme = made(cycle, planner)
    other = made(cycle, planner, name="ดิน")

    with pytest.raises(ThemeNamedTwice):
        made(cycle, planner)
    with pytest.raises(ThemeNamedTwice):
        rename_theme(other, by=planner, name=theme.name, category="")


def test_renaming_counts_versions_and_refuses_an_old_screen(cycle, planner) -> None:
    theme = made(cycle, planner)

    rename_theme(theme, by=planner, name="น้ำแล้ง", category="social", seen=1)

    assert Theme.objects.get().name == "น้ำแล้ง"
    with pytest.raises(ThemeChangedMeanwhile):
        rename_theme(theme, by=planner, name="น้ำท่วม", category="", seen=1)
    rename_theme(theme, by=planner, name="น้ำแล้ง", category="social", seen=2)  # nothing new
    assert steps(cycle) == [(1, "added"), (2, "renamed")]


def test_clusters_move_and_leave(cycle, planner) -> None:
    cluster, theme, other = create_cluster(), made(cycle, planner), made(cycle, planner, "ดิน")
    put = partial(place_clusters, cycle, by=planner)

    put(goals={cluster.pk: theme.pk}, seen={cluster.pk: None})
    put(goals={cluster.pk: other.pk}, seen={cluster.pk: theme.pk})
    assert places() == {cluster.pk: other.pk}
    assert put(goals={cluster.pk: other.pk}, seen={cluster.pk: other.pk}) is None
    put(goals={cluster.pk: None}, seen={cluster.pk: other.pk})

    assert places() == {}
    assert [verb for _, verb in steps(cycle)] == ["added", "added", "placed", "placed", "placed"]


def test_a_screen_that_is_no_longer_so_is_told(cycle, planner) -> None:
    cluster, theme = create_cluster(), made(cycle, planner)
    place_clusters(cycle, by=planner, goals={cluster.pk: theme.pk}, seen={cluster.pk: None})

    with pytest.raises(ClusterPutElsewhere):
        place_clusters(cycle, by=planner, goals={cluster.pk: None}, seen={cluster.pk: None})
    with pytest.raises(ClusterPutElsewhere):
        made(cycle, planner, "ดิน", clusters={cluster.pk: None})
    assert Theme.objects.count() == 1  # nothing is half done


def test_only_what_stands_in_this_cycle_is_placed(cycle, planner) -> None:
    theme, kept = made(cycle, planner), create_cluster()
    merged = create_cluster(workshop=kept.workshop, merged_into=kept)
    workshop = create_workshop()
    workshop.plan_cycle = create_plan_cycle(start_year=2028)
    workshop.save(update_fields=["plan_cycle"])
    elsewhere = create_cluster(workshop=workshop)

    for cluster in (merged, elsewhere):
        goals, seen = {cluster.pk: theme.pk}, {cluster.pk: None}
        with pytest.raises(ClusterNotThere):
            place_clusters(cycle, by=planner, goals=goals, seen=seen)


def test_a_theme_of_the_plan_that_a_workshop_left_bars_no_other_one(cycle, planner) -> None:
    cluster, later = create_cluster(), create_plan_cycle(start_year=2028)
    made(cycle, planner, clusters={cluster.pk: None})
    cluster.workshop.plan_cycle = later
    cluster.workshop.save(update_fields=["plan_cycle"])
    theme = made(later, planner, name="ดิน")

    place_clusters(later, by=planner, goals={cluster.pk: theme.pk}, seen={cluster.pk: None})

    assert places() == {cluster.pk: theme.pk}


def test_merged_clusters_go_along_if_they_had_a_place(cycle, planner) -> None:
    theme, other = made(cycle, planner), made(cycle, planner, "ดิน")
    kept = create_cluster()
    merged = create_cluster(workshop=kept.workshop)
    place_clusters(cycle, by=planner, goals={merged.pk: theme.pk}, seen={merged.pk: None})
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])

    # What stands for it is shown under its theme.
    place_clusters(cycle, by=planner, goals={kept.pk: other.pk}, seen={kept.pk: theme.pk})

    assert places() == {kept.pk: other.pk, merged.pk: other.pk}
    undo_theme_step(cycle, 4, by=planner)
    assert places() == {merged.pk: theme.pk}


def test_a_theme_is_taken_out_and_put_back(cycle, planner) -> None:
    one, other = create_cluster(), create_cluster()
    theme = made(cycle, planner, clusters={one.pk: None, other.pk: None})
    second = made(cycle, planner, "ดิน")

    remove_theme(theme, by=planner, seen=1)
    assert places() == {}
    with pytest.raises(ThemeTakenOut):
        place_clusters(cycle, by=planner, goals={one.pk: theme.pk}, seen={one.pk: None})
    place_clusters(cycle, by=planner, goals={one.pk: second.pk}, seen={one.pk: None})
    restore_theme(theme, by=planner)
    restore_theme(theme, by=planner)

    assert places() == {one.pk: second.pk, other.pk: theme.pk}
    assert [v for _, v in steps(cycle)] == ["added", "added", "removed", "placed", "restored"]


def test_what_the_plan_rests_on_stays(cycle, planner) -> None:
    theme, workshop = made(cycle, planner), create_workshop()
    issue = DevelopmentIssue.objects.create(
        workshop=workshop, plan_cycle=cycle, number=1, client_id=uuid.uuid4(), title="น้ำ"
    )
    IssueSource.objects.create(issue=issue, theme=theme)

    with pytest.raises(ThemeInPlan):
        remove_theme(theme, by=planner)
    with pytest.raises(PartInOrder):
        undo_theme_step(cycle, 1, by=planner)


def test_a_refusal_is_remembered_and_taken_back(cycle, planner) -> None:
    theme, cluster = made(cycle, planner), create_cluster()
    for _ in range(2):
        refuse_suggestion(cycle, by=planner, theme=theme.pk, cluster=cluster.pk)
    assert RefusedTheme.objects.count() == 1

    undo_theme_step(cycle, 2, by=planner)
    assert RefusedTheme.objects.count() == 0
    undo_theme_step(cycle, 3, by=planner)

    assert RefusedTheme.objects.count() == 1
    assert [verb for _, verb in steps(cycle)] == ["added", "refused", "refused", "refused"]


def test_the_contrary_says_what_it_takes_back(cycle, planner) -> None:
    made(cycle, planner)

    undo_theme_step(cycle, 1, by=planner)

    first, second = cycle.theme_steps.order_by("number")
    assert (first.undone_at is not None, second.undone_at, second.facts["undoes"]) == (
        True,
        None,
        1,
    )
    with pytest.raises(PartInOrder):
        undo_theme_step(cycle, 1, by=planner)
    with pytest.raises(ThemeStep.DoesNotExist):
        undo_theme_step(cycle, 99, by=planner)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_it_refuses_where_something_newer_stands(cycle, planner, number) -> None:
    one = create_cluster()
    theme = made(cycle, planner)
    rename_theme(theme, by=planner, name="ดิน", category="")
    place_clusters(cycle, by=planner, goals={one.pk: theme.pk}, seen={one.pk: None})
    rename_theme(theme, by=planner, name="ป่า", category="")
    second = made(cycle, planner, "ลม", clusters={one.pk: theme.pk})
    before = state()

    with pytest.raises(PartInOrder):
        undo_theme_step(cycle, number, by=planner)

    assert state() == before
    assert second.members.count() == 1


@pytest.mark.parametrize("seed", range(6))
def test_any_steps_are_taken_back_in_turn(cycle, planner, seed) -> None:
    chance = random.Random(seed)
    clusters = [create_cluster() for _ in range(4)]
    seen = [state()]

    for _ in range(14):
        before = cycle.theme_steps.count()
        themes = list(Theme.objects.order_by("pk"))
        one, where = chance.choice(clusters), places()
        goals = [*[theme.pk for theme in themes], None]
        acts = [partial(made, cycle, planner, f"ชื่อ {chance.random()}", {one.pk: where.get(one.pk)})]
        acts.append(
            partial(
                place_clusters,
                cycle,
                by=planner,
                goals={one.pk: chance.choice(goals)},
                seen={one.pk: where.get(one.pk)},
            )
        )
        for theme in themes[:3]:
            name = f"ใหม่ {chance.random()}"
            acts.append(partial(rename_theme, theme, by=planner, name=name, category=""))
            acts.append(partial(remove_theme, theme, by=planner))
            acts.append(partial(restore_theme, theme, by=planner))
            acts.append(
                partial(refuse_suggestion, cycle, by=planner, theme=theme.pk, cluster=one.pk)
            )
            acts.append(
                partial(undo_theme_step, cycle, chance.randint(1, max(1, before)), by=planner)
            )
        try:
            chance.choice(acts)()
        except WorkshopError:
            assert state() == seen[-1]  # refused is nothing done
        if cycle.theme_steps.count() > before:
            seen.append(state())

    assert [number for number, _ in steps(cycle)] == list(range(1, len(seen)))
    last = cycle.theme_steps.filter(undone_at=None).order_by("-number")
    for number in list(last.values_list("number", flat=True)):
        if "undoes" not in ThemeStep.objects.get(plan_cycle=cycle, number=number).facts:
            undo_theme_step(cycle, number, by=planner)
    if not ThemeStep.objects.filter(facts__has_key="undoes", undone_at__isnull=False).exists():
        assert state() == seen[0]


@pytest.mark.django_db(transaction=True)
def test_two_planners_align_at_once_and_one_is_told() -> None:
    cycle, planners = create_plan_cycle(), [create_planner(), create_planner()]
    themes = [made(cycle, planners[0], name) for name in ("น้ำ", "ดิน")]

    for _ in range(5):
        cluster = create_cluster()
        put = partial(place_clusters, cycle, seen={cluster.pk: None})
        told = at_once(
            *(
                partial(put, by=by, goals={cluster.pk: theme.pk})
                for by, theme in zip(planners, themes, strict=True)
            )
        )
        assert sorted(type(one).__name__ for one in told) == ["ClusterPutElsewhere", "ThemeStep"]

    numbers = [number for number, _ in steps(cycle)]
    assert numbers == list(range(1, 8))
