"""Whatever stands in an address: the answer is JSON or CSV, and never a server error."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from analysis.api.app import api
from tests.analysis.api.readers import address, bearer, furnished, link_of
from tests.factories import create_planner
from tests.workshops.desks import signed_in

pytestmark = pytest.mark.django_db
DOCUMENT = api.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = [(path, one["get"]) for path, one in DOCUMENT["paths"].items()]
EXTREME = [0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63), 10**18, 10**30, 10**400]
ODD = ["", "\0", "x" * 10_000, "9" * 18, "9" * 19, "1.1.1", "1..1", "๑", "null", "[]", "{", "%00"]
ODD += ["2026-02-30", "9999-12-31T23:59:59-14:00", "0001-01-01", "2000-01-01T00:00:00+23:59"]
ODD += ["2026-11-23 09:30", "nan", "1e9", "' OR 1=1 --", "=1+1", "\ud7ff", "\U0001f600", "a\r\nb"]
ANYTHING = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(EXTREME).map(str),
    st.integers().map(str),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=60),
    st.datetimes().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
)
PACE = {
    "deadline": None,
    "derandomize": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


def fitting(schema: dict) -> st.SearchStrategy[str]:
    """What the description allows, so that values get as far as the database."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "integer":
        return st.integers(schema["minimum"], schema["maximum"]).map(str)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    return ANYTHING


def test_every_parameter_is_bounded() -> None:
    for path, operation in OPERATIONS:
        for one in operation["parameters"]:
            schema = one["schema"]
            bounds = {"integer": {"minimum", "maximum"}, "string": {"maxLength"}}[schema["type"]]
            assert bounds <= set(schema) or "enum" in schema, (path, one["name"])


def test_no_address_ends_in_a_server_error(settings) -> None:
    settings.DATA_LINK_PER_MINUTE = 1_000_000
    furnished()
    planner = create_planner()
    token = link_of(planner)
    client = signed_in(planner)

    @pace(max_examples=150, **PACE)
    @given(st.data())
    def ask(data) -> None:
        path, operation = data.draw(st.sampled_from(OPERATIONS))
        query = {}
        for one in operation["parameters"]:
            if one["in"] == "query" and data.draw(st.booleans()):
                query[one["name"]] = data.draw(st.one_of(fitting(one["schema"]), ANYTHING))
        if data.draw(st.integers(0, 9)) == 0:
            query[data.draw(ANYTHING)] = "1"
        response = client.get(path.replace("{token}", token), query)

        answered(response)

    ask()


def test_no_token_ends_in_a_server_error() -> None:
    client = Client()

    @pace(max_examples=60, **PACE)
    @given(ANYTHING)
    def ask(token) -> None:
        answered(client.get(f"/api/v1/data/{quote(token)}/factors.csv"))
        answered(client.get(f"/api/v1/table-{quote(token)}"))
        header = token.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")
        answered(client.get("/api/v1/factors", headers={"Authorization": f"Bearer {header}"}))

    ask()


def answered(response) -> None:
    assert response.status_code < 500, response.content
    assert response["Content-Type"].startswith(("application/json", "text/csv")), response.content
    if response.status_code != 200 and not response.streaming:
        assert response.json()["error"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_size", "0"),
        ("page_size", "501"),
        ("page_size", "-1"),
        ("page_size", str(10**30)),
        ("after", "-1"),
        ("after", "9" * 19),
        ("after", "\0"),
        ("workshop", "x" * 10_000),
        ("cycle", str(2**63)),
        ("district", "๔๐๐๕"),
        ("category", "nothing"),
        ("changed_since", "2026-02-30"),
        ("changed_since", "1999-12-31"),
        ("offset", "5"),
    ],
)
def test_what_is_out_of_bounds_is_named(name, value) -> None:
    response = signed_in(create_planner()).get(address("factors"), {name: value})

    assert response.status_code == 422
    assert [one["name"] for one in response.json()["fields"]] == [name]


def test_a_page_behind_the_last_row_is_empty() -> None:
    furnished()
    client = bearer(link_of())

    for table in ("factors", "coverage", "rounds", "districts"):
        for after in ("9" * 18, f"{'9' * 18}.1.1"):
            answer = client.get(address(table), {"after": after}).json()
            assert (answer["rows"], answer["next"]) == ([], None)
