"""The room must not wait for what only the analysis needs."""

import subprocess
import sys
from inspect import getclosurevars

import pytest
from django.utils.module_loading import import_string

from analysis import urls, urls_room

LOADED = """
import django
django.setup()
import steepi_portal.urls, sys
from django.urls import get_resolver
get_resolver().reverse_dict
heavy = {"pandas", "numpy", "openpyxl", "xlsxwriter", "ninja", "pydantic"}
print(sorted(heavy & set(sys.modules)))
"""


def test_the_addresses_load_no_pandas():
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize(
    "pattern", [*urls.urlpatterns, *urls_room.urlpatterns], ids=lambda pattern: pattern.name
)
def test_every_address_has_its_view(pattern):
    name = getclosurevars(pattern.callback).nonlocals["name"]

    assert callable(import_string(f"analysis.views.{name}"))
