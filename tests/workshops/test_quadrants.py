from workshops.measures.priority import Quadrant
from workshops.models import Workshop
from workshops.quadrants import PLACES, USUAL, quadrant_names


def test_the_usual_names_stand_where_the_room_has_none_of_its_own():
    workshop = Workshop(quadrant_names={"act": "ทำเดี๋ยวนี้", "note": ""})

    names = quadrant_names(workshop)

    assert list(names) == ["act", "watch", "note", "keep"]
    assert names["act"] == "ทำเดี๋ยวนี้"
    assert [names[field] for field in ("watch", "note", "keep")] == [
        str(USUAL[Quadrant(field)]) for field in ("watch", "note", "keep")
    ]


def test_every_field_has_a_name_and_a_place():
    assert set(USUAL) == set(PLACES) == set(Quadrant)
