"""The page that aligns clusters to themes: what it shows, what it does, whom it refuses."""

import uuid

import pytest
from django.urls import reverse

from analysis.alignment import alignment_of
from analysis.models import RefusedTheme, Theme, ThemeCluster
from tests.analysis.rollup_scene import create_theme
from tests.factories import (
    create_cluster,
    create_facilitator,
    create_factor,
    create_participant,
    create_plan_cycle,
    create_planner,
    create_workshop,
)
from tests.workshops.desks import signed_in
from tests.workshops.phones import joined

pytestmark = pytest.mark.django_db


def url(name="themes", *args, query=""):
    return reverse(f"analysis:{name}", args=[create_plan_cycle().pk, *args]) + query


def cluster_of(name, *, district="4005", workshop=None, **fields):
    workshop = workshop or create_workshop(districts=(district,))
    person = create_participant(workshop=workshop, district=district)
    factor = create_factor(participant=person, district=district)
    return create_cluster(factors=(factor,), name=name, **fields)


@pytest.fixture
def planner():
    return signed_in(create_planner())


def places():
    return dict(ThemeCluster.objects.values_list("cluster", "theme"))


def test_it_shows_themes_by_district_beside_loose_clusters(planner) -> None:
    inside, loose = cluster_of("น้ำแล้ง"), cluster_of("ถนนชำรุด", district="4029")
    theme = create_theme("น้ำ", clusters=(inside,))

    response = planner.get(url())

    (stack,) = response.context["stacks"]
    assert stack.theme == theme
    assert [(name, [p.facts.pk for p in ps]) for name, ps in stack.by_district] == [
        ("ชุมแพ", [inside.pk])
        if response.wsgi_request.LANGUAGE_CODE == "th"
        else ("Chum Phae", [inside.pk])
    ]
    assert [one.facts.pk for one in response.context["page"]] == [loose.pk]
    assert "in 1 of 2 districts" in response.text


def test_names_alike_are_suggested_and_never_placed(planner) -> None:
    inside, fitting = cluster_of("ขาดแคลนน้ำเพื่อการเกษตร"), cluster_of("ขาดแคลนน้ำทำการเกษตร")
    others = [cluster_of("ขยะล้นเมือง"), cluster_of("ขยะล้นเมือง")]
    theme = create_theme("ขาดแคลนน้ำ", clusters=(inside,))

    response = planner.get(url())

    found = response.context["alignment"]
    assert [(fit.cluster.facts.pk, fit.theme) for fit in found.fits] == [(fitting.pk, theme)]
    assert [[one.facts.pk for one in new.clusters] for new in found.new] == [
        [one.pk for one in others]
    ]
    assert found.new[0].name == "ขยะล้นเมือง"
    assert places() == {inside.pk: theme.pk}


def test_what_was_refused_is_not_suggested_again(planner) -> None:
    theme, loose = create_theme("น้ำแล้ง"), cluster_of("น้ำแล้ง")
    assert planner.get(url()).context["alignment"].fits

    answer = planner.post(url("refuse-fit"), {"refused": f"{loose.pk}:{theme.pk}"})

    assert answer.status_code == 303
    assert RefusedTheme.objects.get().cluster == loose
    assert planner.get(url()).context["alignment"].fits == []


def test_several_suggestions_are_accepted_at_once(planner) -> None:
    theme, loose = create_theme("น้ำแล้ง"), [cluster_of("น้ำแล้ง") for _ in range(2)]

    planner.post(url("accept-fits"), {"fit": [f"{one.pk}:{theme.pk}" for one in loose]})

    assert places() == {one.pk: theme.pk for one in loose}
    assert create_plan_cycle().theme_steps.count() == 1


def test_a_theme_is_made_of_ticked_clusters_and_the_filters_stay(planner) -> None:
    loose = cluster_of("น้ำแล้ง")
    fields = {"client_id": str(uuid.uuid4()), "name": " น้ำ ", "cluster": [f"{loose.pk}:"]}

    answer = planner.post(url("create-theme", query="?district=4005&q=น้ำ"), fields)
    again = planner.post(url("create-theme"), fields)

    theme = Theme.objects.get()
    assert (answer.status_code, again.status_code, theme.name) == (303, 303, "น้ำ")
    assert "district=4005&q=" in answer["Location"]
    assert places() == {loose.pk: theme.pk}


def test_ticked_clusters_go_under_a_theme_and_out_again(planner) -> None:
    theme, loose = create_theme(), cluster_of("น้ำแล้ง")

    planner.post(url("place-clusters"), {"theme": theme.pk, "cluster": [f"{loose.pk}:"]})
    assert places() == {loose.pk: theme.pk}
    planner.post(url("place-clusters"), {"theme": "none", "cluster": [f"{loose.pk}:{theme.pk}"]})

    assert places() == {}


def test_a_name_that_is_refused_stays_in_its_form_beside_the_stored_one(planner) -> None:
    theme, other = create_theme("น้ำ"), create_theme("ดิน")
    planner.post(url("change-theme", theme.pk), {"name": "น้ำและฝน", "seen": "1"})
    late = {"name": "น้ำของเรา", "category": "social", "seen": "1"}

    refused = planner.post(url("change-theme", theme.pk), late)
    twice = planner.post(url("change-theme", other.pk), {"name": "น้ำและฝน", "seen": "1"})

    assert (refused.status_code, twice.status_code) == (409, 422)
    for answer, row, typed in ((refused, theme, "น้ำของเรา"), (twice, other, "น้ำและฝน")):
        assert f'id="name-{row.pk}" name="name" value="{typed}"' in answer.text
        assert 'id="id_new_name" name="name" value=""' in answer.text
    assert "Stored now: น้ำและฝน" in refused.text
    theme.refresh_from_db()
    assert theme.name == "น้ำและฝน"


def test_renaming_taking_out_putting_back_and_undoing(planner) -> None:
    theme = create_theme()
    fields = {"name": "ดิน", "category": "social", "seen": "1"}

    planner.post(url("change-theme", theme.pk), fields)
    planner.post(url("remove-theme", theme.pk), {"seen": "2"})
    theme.refresh_from_db()
    assert (theme.name, theme.removed_at is not None) == ("ดิน", True)
    planner.post(url("restore-theme", theme.pk))
    planner.post(url("undo-theme", 1))

    theme.refresh_from_db()
    assert (theme.name, theme.removed_at) == ("น้ำ", None)
    assert [step.sentence for step in planner.get(url()).context["steps"]][-1] == (
        "renamed the theme “น้ำ” to “ดิน”"
    )
    assert planner.get(url("theme-history")).text.count("was taken back") == 1


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("create-theme", {"client_id": str(uuid.uuid4()), "name": ""}, "This is empty."),
        ("create-theme", {"name": "น้ำ"}, "This page is out of date."),
        ("create-theme", {"client_id": str(uuid.uuid4()), "name": "ก" * 201}, "too long"),
        ("place-clusters", {"theme": "1"}, "No cluster is ticked."),
        ("place-clusters", {"theme": "", "cluster": "1:"}, "No theme is chosen."),
        ("place-clusters", {"theme": "none", "cluster": "x"}, "This page is out of date."),
        ("accept-fits", {}, "No suggestion is ticked."),
        ("accept-fits", {"fit": "12:"}, "This page is out of date."),
        ("refuse-fit", {"refused": "12"}, "This page is out of date."),
    ],
)
def test_what_cannot_be_is_said(planner, name, fields, sentence) -> None:
    response = planner.post(url(name), fields)

    assert response.status_code == 422
    assert sentence in response.context["error"]
    assert create_plan_cycle().theme_steps.count() == 0


def test_a_conflict_is_told_and_nothing_typed_is_lost(planner) -> None:
    theme, loose = create_theme(), cluster_of("น้ำแล้ง")
    fields = {"client_id": str(uuid.uuid4()), "name": "ป่าไม้", "cluster": f"{loose.pk}:"}
    ThemeCluster.objects.create(theme=theme, cluster=loose)

    response = planner.post(url("create-theme"), fields)

    assert (response.status_code, Theme.objects.count()) == (409, 1)
    assert 'value="ป่าไม้"' in response.text


def test_facilitators_read_their_own_and_write_nothing() -> None:
    user = create_facilitator()
    own = cluster_of("ของฉัน", workshop=create_workshop(facilitator=user, districts=("4005",)))
    cluster_of("ของคนอื่น", district="4029")
    browser, theme = signed_in(user), create_theme()

    response = browser.get(url())

    assert [one.facts.pk for one in response.context["page"]] == [own.pk]
    assert '<form method="post" action="/analysis/plans/' in response.text  # read only
    assert 'type="checkbox" name="cluster"' not in response.text
    for name, args in (("create-theme", ()), ("place-clusters", ()), ("remove-theme", (theme.pk,))):
        assert browser.post(url(name, *args), {"seen": 1}).status_code == 403


def test_facilitators_read_no_cluster_of_others_in_the_steps() -> None:
    user = create_facilitator()
    own = cluster_of("ของฉัน", workshop=create_workshop(facilitator=user, districts=("4005",)))
    other, theme = cluster_of("ของคนอื่น", district="4029"), create_theme()
    for cluster in (own, other):
        signed_in(create_planner()).post(
            url("place-clusters"), {"cluster": f"{cluster.pk}:", "theme": theme.pk}
        )

    for page in ("themes", "theme-history"):
        text = signed_in(user).get(url(page)).text
        assert "ของฉัน" in text
        assert "ของคนอื่น" not in text
        assert f"({other.pk})" in text


def test_strangers_participants_and_unknown_cycles() -> None:
    phone, _ = joined()
    planner = signed_in(create_planner())

    assert phone.post(url("create-theme")).status_code == 302
    assert planner.get("/analysis/plans/999999/themes/").status_code == 404
    assert planner.post("/analysis/plans/999999/themes/place/").status_code == 404
    assert planner.post(url("change-theme", 999999), {}).status_code == 404
    assert planner.post(url("undo-theme", 99)).status_code == 404
    theme = create_theme()
    other = create_plan_cycle(start_year=2028)
    address = reverse("analysis:remove-theme", args=[other.pk, theme.pk])
    assert planner.post(address, {"seen": 1}).status_code == 404


def test_a_search_leaves_what_has_the_words(planner) -> None:
    cluster_of("น้ำแล้ง"), cluster_of("ถนน")
    create_theme("ป่าไม้"), create_theme("น้ำท่วม")

    response = planner.get(url(query="?q=น้ำ"))

    assert [one.facts.name for one in response.context["page"]] == ["น้ำแล้ง"]
    assert [one.theme.name for one in response.context["stacks"]] == ["น้ำท่วม"]


@pytest.mark.parametrize("rows", [1, 30])
def test_it_takes_the_same_queries_for_many(planner, django_assert_num_queries, rows) -> None:
    for number in range(rows):
        create_theme(f"ประเด็น {number}", clusters=(cluster_of(f"กลุ่ม {number}"),))
        cluster_of(f"อื่น {number}", district="4029")

    with django_assert_num_queries(18):
        response = planner.get(url())

    assert len(response.context["stacks"]) == len(response.context["page"]) == rows


def test_names_of_refused_pairs_stand_apart_only_there() -> None:
    theme, other = create_theme("น้ำแล้ง"), create_theme("ภัยแล้ง")
    loose = cluster_of("น้ำแล้ง")
    RefusedTheme.objects.create(theme=theme, cluster=loose)

    found = alignment_of([loose.workshop], [theme, other])

    assert theme not in [fit.theme for fit in found.fits]
