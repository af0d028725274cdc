"""A facilitator's whole session by keyboard alone: no mouse is moved and nothing is clicked."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Error, expect

from tests.browser.phone import answered
from tests.factories import create_district, create_plan_cycle, create_user
from tests.live_server import portal  # noqa: F401  a fixture
from workshops.domain import factors, participants
from workshops.enums import Category, Stage, Stance, Track
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return ["", false];
  const label = at.labels?.[0]?.innerText;
  const name = at.getAttribute("aria-label") || label || at.innerText || at.value || "";
  return [name.trim(), at.matches(":focus-visible")];
}"""


def tab_to(page, name, *, most=150):
    """Press Tab until what has the focus is called so; the focus must be visible there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        try:
            named, visible = page.evaluate(FOCUSED)
        except Error:  # the press before this one is still leading to another page
            page.wait_for_load_state()
            continue
        if named.replace("\n", " ").startswith(name):
            assert visible, f"nobody sees that {name!r} has the focus"
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def press(page, name):
    tab_to(page, name)
    page.keyboard.press("Enter")


def follow(page, name):
    """Press what leads to another page; else Tab would still go about the old one."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def at_stage(page, stage):
    page.wait_for_selector("[data-keys]:not([hidden])")  # the keys work once their script is in
    expect(page.locator(f'#stage-controls[data-stage="{stage}"]')).to_be_visible()
    answered(page)


def write(workshop, text):
    person, _ = participants.join_workshop(
        workshop, name="สมหมาย", district=workshop.districts.first()
    )
    fields = {"category": Category.SOCIAL, "text": text, "stance": Stance.WEAKNESS}
    fields |= {"track": Track.SMART, "district": person.district, "evidence": "", "horizon": ""}
    factors.submit_factor(person, client_id=uuid.uuid4(), **fields)
    return person.factors.get()


def verbs(workshop, *wanted):
    entries = workshop.journal.filter(verb__in=wanted).order_by("revision")
    return [entry.verb for entry in entries]


@pytest.fixture
def page(window, portal):  # noqa: F811
    context = window(again=True)
    context.add_cookies([{"name": "django_language", "value": "en", "url": portal}])
    return context.new_page()


def sign_in(page, address):
    page.goto(f"{address}/desk/")
    tab_to(page, "Username")
    page.keyboard.type("walai")
    tab_to(page, "Password")
    page.keyboard.type("kaen-nakhon-2564")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Workshops", exact=True)).to_be_visible()


def test_the_whole_session(page, portal):  # noqa: F811
    create_plan_cycle()
    create_district(code="4005")
    user = create_user(is_facilitator=True)
    user.username = "walai"
    user.set_password("kaen-nakhon-2564")
    user.save()

    sign_in(page, portal)
    follow(page, "New workshop")
    follow(page, "Create the workshop")
    follow(page, "Open the desk")
    at_stage(page, "lobby")
    workshop = Workshop.objects.get()

    press(page, "Set up")
    press(page, "Rules of the room")
    for rule in ("Silent writing, then reveal", "Approval before display"):
        tab_to(page, rule)
        page.keyboard.press("Space")
    press(page, "Save the rules")
    at_stage(page, "lobby")

    page.keyboard.press("ArrowRight")
    at_stage(page, "learn")
    page.keyboard.press("PageDown")
    at_stage(page, "brainstorm")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Hold T")).to_be_visible()
    page.keyboard.press("+")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Let the phones go on")).to_be_visible()
    answered(page)
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pause the phones")).to_be_visible()

    factor = write(workshop, "ผู้สูงอายุอยู่ลำพังมากขึ้น")
    page.keyboard.press("r")
    card = page.locator(f"#factor-{factor.pk}")
    expect(card).to_contain_text("Waits for approval")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#count-social")).to_have_text("1")

    page.keyboard.press("c")
    press(page, "with a reason")
    expect(page.get_by_role("dialog")).to_contain_text("ผู้สูงอายุอยู่ลำพังมากขึ้น")
    press(page, "It belongs to another subject")
    expect(card).to_contain_text("Hidden: It belongs to another subject")
    page.keyboard.press("u")
    expect(page.locator("#count-social")).to_have_text("1")

    for key, shown in (("3", "Economic"), ("0", "All six categories"), ("j", "How to join")):
        page.keyboard.press(key)
        button = page.get_by_role("button", name=shown, exact=True)
        expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press(".")  # a clicker's black screen
    expect(page.get_by_role("button", name="Put the words back")).to_be_visible()
    answered(page)
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Take all words off the screens")).to_be_visible()

    for stage in list(Stage)[3:8]:
        page.keyboard.press("PageDown")
        at_stage(page, stage)
    page.keyboard.press("PageDown")
    expect(page.get_by_role("button", name="Close it now")).to_be_focused()
    page.keyboard.press("Enter")
    at_stage(page, "closed")

    assert verbs(workshop, "stage.changed") == ["stage.changed"] * 8
    told = ("factors.revealed", "factor.approved", "factor.hidden", "factor.restored")
    assert verbs(workshop, *told) == list(told)
    assert verbs(workshop, "timer.changed") == ["timer.changed"] * 2
    screens = ("room.paused", "room.resumed", "room.blanked", "room.unblanked")
    assert verbs(workshop, *screens) == list(screens)
    assert workshop.journal.filter(user=None, participant=None).count() == 0


def test_the_help_opens_and_closes_and_keys_rest_meanwhile(page, portal):  # noqa: F811
    create_plan_cycle()
    create_district(code="4005")
    user = create_user(is_facilitator=True)
    user.username = "walai"
    user.set_password("kaen-nakhon-2564")
    user.save()
    sign_in(page, portal)
    follow(page, "New workshop")
    follow(page, "Create the workshop")
    follow(page, "Open the desk")
    at_stage(page, "lobby")
    workshop = Workshop.objects.get()
    before = workshop.revision

    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("p")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    tab_to(page, "Minutes")
    page.keyboard.type("1")  # a digit typed in a field is a digit
    page.keyboard.press("p")
    page.wait_for_timeout(300)
    workshop.refresh_from_db()
    assert workshop.revision == before

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Hold T")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.evaluate("document.activeElement.blur()")
    # The Thai key that stands on P: the place of the key counts, not its letter.
    page.evaluate(
        """document.dispatchEvent(new KeyboardEvent(
            "keydown", { key: "ย", code: "KeyP", bubbles: true }))"""
    )
    expect(page.get_by_role("button", name="Let the phones go on")).to_be_visible()
