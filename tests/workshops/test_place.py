"""`/room/CODE/place/` and `/room/CODE/clusters/new/`: participants sort, where they are let."""

import uuid

import pytest
from django.test import Client

from tests.factories import create_cluster, create_factor, create_workshop
from tests.workshops.phones import joined
from workshops.domain import clusters
from workshops.enums import Stage
from workshops.models import Cluster, Factor, Workshop

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def here(*, stage: Stage = Stage.EXCHANGE, let: bool = True) -> tuple[Client, Workshop]:
    workshop = create_workshop(stage=stage)
    workshop.participants_sort = let
    workshop.save()
    return joined(workshop=workshop)[0], workshop


def place(phone: Client, workshop: Workshop, chosen: list[str], cluster: int | str = 0, **more):
    form = {"chosen": chosen, "cluster": cluster}
    return phone.post(f"/room/{workshop.code}/place/", form, **more)


def new(phone: Client, workshop: Workshop, chosen: list[str], name: str = "น้ำ", **more):
    form = {"chosen": chosen, "name": name, "client_id": str(uuid.uuid4())}
    return phone.post(f"/room/{workshop.code}/clusters/new/", form, **more)


def lie(workshop: Workshop) -> dict[int, int | None]:
    return dict(Factor.objects.filter(workshop=workshop).values_list("pk", "cluster_id"))


def test_cards_from_several_places_go_into_one_cluster() -> None:
    phone, workshop = here()
    loose, inside = create_factor(workshop=workshop), create_factor(workshop=workshop)
    before = create_cluster(factors=(inside,))
    after = create_cluster(workshop=workshop)
    chosen = [f"{loose.pk}.0", f"{inside.pk}.{before.pk}"]

    response = place(phone, workshop, chosen, after.pk)

    assert response.status_code == 303
    assert response["Location"] == f"/room/{workshop.code}/clusters/#cluster-{after.pk}"
    assert lie(workshop) == {loose.pk: after.pk, inside.pk: after.pk}
    assert workshop.journal.get().verb == "cluster.placed"
    answer = place(phone, workshop, [f"{loose.pk}.{after.pk}"], 0, headers=JSON)
    assert answer.json() == {"placed": [loose.pk], "cluster": 0}
    assert lie(workshop)[loose.pk] is None


def test_what_somebody_moved_meanwhile_is_told_and_nothing_moves() -> None:
    phone, workshop = here()
    first, second = create_factor(workshop=workshop), create_factor(workshop=workshop)
    other = create_cluster(factors=(second,), name="ที่ใหม่ของการ์ด")
    mine = create_cluster(workshop=workshop)
    seen = [f"{first.pk}.0", f"{second.pk}.0"]

    plain = place(phone, workshop, seen, mine.pk)
    scripted = place(phone, workshop, seen, mine.pk, headers=JSON)
    named = new(phone, workshop, seen, headers=JSON)

    sentence = str(clusters.FactorPlacedMeanwhile())
    assert (plain.status_code, scripted.status_code, named.status_code) == (409, 409, 409)
    assert scripted.json()["error"] == named.json()["error"] == sentence
    page = plain.content.decode()
    assert sentence in page
    assert f'value="{second.pk}.{other.pk}"' in page  # the new state
    assert lie(workshop) == {first.pk: None, second.pk: other.pk}
    assert Cluster.objects.count() == 2


def test_a_new_cluster_takes_the_cards_and_their_category() -> None:
    phone, workshop = here()
    factor = create_factor(workshop=workshop, category="economic")
    key = str(uuid.uuid4())
    form = {"chosen": [f"{factor.pk}.0"], "name": "  ตลาด  ", "client_id": key}

    answers = [
        phone.post(f"/room/{workshop.code}/clusters/new/", form, headers=JSON) for _ in range(2)
    ]

    cluster = Cluster.objects.get()
    assert (cluster.name, cluster.category) == ("ตลาด", "economic")
    assert answers[0].json() == {"client_id": key, "placed": [factor.pk], "cluster": cluster.pk}
    assert [each.status_code for each in answers] == [201, 201]  # an answer was lost
    assert lie(workshop) == {factor.pk: cluster.pk}
    assert workshop.journal.get().verb == "cluster.added"


def test_a_name_that_is_missing_gives_the_page_back_with_the_ticks() -> None:
    phone, workshop = here()
    factor = create_factor(workshop=workshop)

    response = new(phone, workshop, [f"{factor.pk}.0"], name=" ")

    assert response.status_code == 422
    assert f'value="{factor.pk}.0" aria-describedby="factor-{factor.pk}-text" checked' in (
        response.content.decode()
    )


@pytest.mark.parametrize("chosen", [[], ["x"], ["1"], ["1.2.3"]])
def test_an_invalid_choice_is_refused(chosen: list[str]) -> None:
    phone, workshop = here()

    assert place(phone, workshop, chosen, headers=JSON).status_code == 422
    assert new(phone, workshop, chosen, headers=JSON).status_code == 422


def test_only_where_participants_are_let() -> None:
    phone, workshop = here(let=False)
    factor = create_factor(workshop=workshop)

    assert place(phone, workshop, [f"{factor.pk}.0"], headers=JSON).status_code == 403
    assert new(phone, workshop, [f"{factor.pk}.0"], headers=JSON).status_code == 403
    assert not workshop.journal.exists()


@pytest.mark.parametrize("stage", [each for each in Stage if each != Stage.EXCHANGE])
def test_only_in_the_exchange(stage: Stage) -> None:
    phone, workshop = here(stage=stage)
    factor = create_factor(workshop=workshop)
    cluster = create_cluster(workshop=workshop)

    assert place(phone, workshop, [f"{factor.pk}.0"], cluster.pk).status_code == 423
    assert new(phone, workshop, [f"{factor.pk}.0"]).status_code == 423
    assert lie(workshop) == {factor.pk: None}


def test_what_is_of_another_workshop_stays_there() -> None:
    phone, workshop = here()
    theirs, cluster = create_factor(), create_cluster()
    mine = create_factor(workshop=workshop)

    assert place(phone, workshop, [f"{theirs.pk}.0"], headers=JSON).status_code == 409
    assert place(phone, workshop, [f"{mine.pk}.0"], cluster.pk, headers=JSON).status_code == 409
    assert new(phone, workshop, [f"{theirs.pk}.0"], headers=JSON).status_code == 409


@pytest.mark.parametrize("name", ["place", "clusters/new"])
def test_it_is_for_those_who_are_in(client: Client, name: str) -> None:
    _phone, workshop = here()
    elsewhere, _ = joined()
    path = f"/room/{workshop.code}/{name}/"

    for browser in (client, elsewhere):
        assert browser.post(path).status_code == 403
    assert client.post(f"/room/ZZZZZZ/{name}/").status_code == 404
    assert client.get(path).status_code == 405
