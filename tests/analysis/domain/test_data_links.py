"""Data links: made once, used, revoked; the database keeps no token."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from analysis.domain import data_links
from analysis.domain.data_links import LinkNamedTwice, TooManyLinks, make_link, revoke_link
from analysis.models import DataLink
from tests.factories import create_planner, create_workshop
from workshops.domain import tokens

pytestmark = pytest.mark.django_db


def test_only_the_hash_of_the_token_is_kept() -> None:
    user = create_planner()

    link, token = make_link(user, name="แดชบอร์ด")

    link.refresh_from_db()
    assert link.token_hash == tokens.hashed(token)
    assert (link.hint, len(token)) == (token[:6], 43)
    kept = {str(value) for value in DataLink.objects.values().get().values()}
    assert token not in kept


def test_a_link_of_a_workshop_is_written_into_its_journal() -> None:
    user, workshop = create_planner(), create_workshop()

    link, _token = make_link(user, name="แดชบอร์ด", workshop=workshop)

    entry = workshop.journal.get()
    assert (entry.verb, entry.user) == ("file.exported", user)
    assert entry.facts == {"kind": "data-link", "link": link.pk}


def test_the_same_name_again_is_refused_until_it_is_revoked() -> None:
    user = create_planner()
    link, _token = make_link(user, name="แดชบอร์ด")

    with pytest.raises(LinkNamedTwice):
        make_link(user, name="แดชบอร์ด")
    make_link(create_planner(), name="แดชบอร์ด")
    revoke_link(link)
    make_link(user, name="แดชบอร์ด")

    assert DataLink.objects.count() == 3


def test_nobody_has_more_than_twenty_open_links() -> None:
    user = create_planner()
    for number in range(data_links.MOST_LINKS):
        make_link(user, name=f"ลิงก์ {number}")

    with pytest.raises(TooManyLinks):
        make_link(user, name="อีกหนึ่ง")
    ended = DataLink.objects.first()
    ended.ends_at = timezone.now()
    ended.save(update_fields=["ends_at"])

    make_link(user, name="อีกหนึ่ง")


def test_revoking_again_changes_nothing() -> None:
    link, _token = make_link(create_planner(), name="แดชบอร์ด")

    first = revoke_link(link).revoked_at

    assert first is not None
    assert revoke_link(link).revoked_at == first
    assert not data_links.is_open(revoke_link(link))


def test_a_link_is_open_until_its_end() -> None:
    soon = timezone.now() + datetime.timedelta(minutes=1)
    link, _token = make_link(create_planner(), name="แดชบอร์ด", ends_at=soon)

    assert data_links.is_open(link)
    link.ends_at = timezone.now()
    assert not data_links.is_open(link)
