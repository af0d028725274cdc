"""House rules that a linter cannot know. Each failure says what to do instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("steepi_portal", "workshops", "analysis")


def files(*patterns: str) -> list[str]:
    """Our files that match, as names a failure can show."""
    found = {path.relative_to(ROOT).as_posix() for each in patterns for path in ROOT.glob(each)}
    return sorted(name for name in found if "/vendor/" not in name)


CODE = [name for app in APPS for name in files(f"{app}/**/*.py") if "/migrations/" not in name]
VIEWS = files("steepi_portal/views.py", "*/views/*.py", "analysis/views*.py")
DOMAIN = files("workshops/domain/*.py", "analysis/domain/*.py")
OUTSIDE_DOMAIN = [name for name in CODE if name not in DOMAIN]
TEMPLATES = files("templates/**/*.html")
SCRIPTS = files("static/**/*.js")

HTTP = ("django.http", "django.forms", "django.template", "django.shortcuts", "django.contrib")
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES |= {"delete"}
# These save something that is not a row of ours, or belong to Django's own sign-in.
NOT_ROWS = re.compile(r"(^|\.)(session|workbook|book|document|form|storage|cache)$|^super\(\)$")
QUERYSET = re.compile(r"\.objects\b|\.(filter|exclude|all|visible|order_by)\(")
UNSAFE_NAMES = {"mark_safe", "SafeString", "csrf_exempt", "RawSQL", "pickle", "eval", "exec"}
UNSAFE_CALLS = {"raw", "extra"}
# The one place that keeps what the template engine drew, to join it later.
MAY_MARK_SAFE = {"workshops/live/fragments.py"}
# The one place that turns the server's own fragments into elements.
MAY_PARSE_HTML = {"static/js/live.js": 1, "static/portal/live.js": 1, "static/live.js": 1}


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def tree(name: str) -> ast.Module:
    return ast.parse(text(name))


def functions(name: str) -> list[ast.FunctionDef]:
    return [node for node in tree(name).body if isinstance(node, ast.FunctionDef)]


def first_statement(function: ast.FunctionDef) -> str:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return ast.unparse(body[0])


def imports(name: str) -> Iterator[str]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def method_calls(name: str) -> Iterator[tuple[ast.Call, str, str]]:
    """Each call of a method: the node, what it is called on, the method's name."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, ast.unparse(node.func.value), node.func.attr


def lines_matching(name: str, pattern: str, *, flags: int = 0) -> list[str]:
    """`file:line: text` for every match."""
    source = text(name)
    return [
        f"{name}:{source.count(chr(10), 0, match.start()) + 1}: {match.group().strip()[:80]}"
        for match in re.finditer(pattern, source, flags)
    ]


# --- Who is asking -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_begins_by_asking_who_is_there(name: str) -> None:
    for view in functions(name):
        takes_request = view.args.args and view.args.args[0].arg == "request"
        if takes_request and not view.name.startswith("_"):
            assert "access." in first_statement(view), (
                f"{view.name}() must begin with a call into workshops.access"
            )


# --- Who writes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOMAIN)
def test_the_domain_does_not_know_about_http(name: str) -> None:
    known = [module for module in imports(name) if module.startswith(HTTP)]

    assert known == [], "take plain values instead; the view unpacks the request"


@pytest.mark.parametrize("name", DOMAIN)
def test_whoever_records_holds_the_lock_in_one_transaction(name: str) -> None:
    for function in functions(name):
        source = ast.unparse(function)
        if "journal.record(" in source and not function.name.startswith("_"):
            assert "@write" in source, f"{function.name}() needs @write"
            # A workshop that is made here is nobody else's yet.
            assert re.search(r"locked\(|Workshop\.objects\.create\(|_insert\(|_made\(", source), (
                f"{function.name}() must lock its workshop first: Workshop.objects.locked(pk)"
            )


@pytest.mark.parametrize("name", OUTSIDE_DOMAIN)
def test_nobody_but_the_domain_writes_rows(name: str) -> None:
    found = [
        f"{name}:{node.lineno}: {ast.unparse(node)[:80]}"
        for node, owner, method in method_calls(name)
        if (method in WRITES and not NOT_ROWS.search(owner))
        or (method == "update" and QUERYSET.search(owner))
    ]

    assert found == [], "call a function in domain/ instead; it locks, checks and records"


@pytest.mark.parametrize("name", DOMAIN)
def test_a_save_names_its_fields(name: str) -> None:
    found = [
        f"{name}:{node.lineno}"
        for node, _, method in method_calls(name)
        if method == "save"
        and not {word.arg for word in node.keywords} & {"update_fields", "force_insert"}
    ]

    assert found == [], "save(update_fields=[...]), or it overwrites what others changed"


@pytest.mark.parametrize("name", files("*/models.py", "*/models/*.py"))
def test_models_have_no_hidden_actions(name: str) -> None:
    hidden = [
        f"{node.name}:{node.lineno}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete")
    ]
    hidden += lines_matching(name, r"^\s+ordering\s*=.*", flags=re.MULTILINE)
    hidden += [f"imports {one}" for one in imports(name) if "signals" in one]

    assert hidden == [], "actions belong in domain/, the order to the query that needs it"


# --- What could harm -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", CODE)
def test_no_python_switches_protection_off(name: str) -> None:
    used = {node.id for node in ast.walk(tree(name)) if isinstance(node, ast.Name)}
    used |= {
        alias.name
        for node in ast.walk(tree(name))
        for alias in getattr(node, "names", [])
        if isinstance(alias, ast.alias)
    }
    calls = [
        ast.unparse(node)[:60] for node, _, method in method_calls(name) if method in UNSAFE_CALLS
    ]

    if name in MAY_MARK_SAFE:
        used -= {"mark_safe", "SafeString"}
    assert used & UNSAFE_NAMES == set(), "format_html, a POST with its token, the ORM, JSON"
    assert calls == [], "write it with the ORM's expressions"


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_switches_protection_off(name: str) -> None:
    found = lines_matching(name, r"\|\s*safe(seq)?\b|autoescape\s+off|\bcsrf_exempt\b")

    assert found == [], "let Django escape it; build links and emphasis in the template"


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_have_no_inline_script_or_style(name: str) -> None:
    found = lines_matching(name, r"<script(?![^>]*\bsrc=)[^>]*>|<style\b")
    found += lines_matching(name, r"<[a-z][^<>]*?\s(?:style|on[a-z]+)\s*=[^<>]*?>", flags=re.DOTALL)
    found += lines_matching(name, r"javascript:|https?://[^\"' ]*\.(?:js|css)\b")

    assert found == [], "the policy forbids it: a class in a stylesheet, a file under static/"


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_build_elements_instead_of_html(name: str) -> None:
    found = lines_matching(
        name, r".*(?:\.(?:inner|outer)HTML\s*\+?=[^=]|insertAdjacentHTML|document\.write\b).*"
    )
    found += lines_matching(name, r".*\b(?:eval|new Function)\s*\(.*")

    assert len(found) <= MAY_PARSE_HTML.get(name, 0), f"use textContent or a <template>: {found}"


# --- How it reads --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*CODE, *SCRIPTS, "dev.py"])
def test_a_module_is_under_300_lines(name: str) -> None:
    assert text(name).count("\n") < 300, "split it by subject, not by kind of code"


@pytest.mark.parametrize("name", [name for name in CODE if not name.endswith("__init__.py")])
def test_a_module_says_what_belongs_in_it(name: str) -> None:
    assert ast.get_docstring(tree(name)), "one or two lines: what belongs here and what does not"


@pytest.mark.parametrize("name", [*CODE, *TEMPLATES, *SCRIPTS])
def test_what_is_left_to_do_has_an_issue(name: str) -> None:
    found = lines_matching(name, r"\b(?:TODO|FIXME|XXX)\b(?!\s*\(?#\d+).*")

    assert found == [], "write an issue and name its number: TODO #12"


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_checked_modules(name: str) -> None:
    assert text(name).startswith("// @ts-check"), "begin with // @ts-check"


@pytest.mark.parametrize("name", TEMPLATES)
def test_translated_blocks_are_trimmed(name: str) -> None:
    found = lines_matching(name, r"{%\s*(?:blocktranslate|blocktrans)\b(?![^%]*\btrimmed\b)[^%]*%}")

    assert found == [], "{% blocktranslate trimmed %}: line breaks do not belong in a translation"


@pytest.mark.parametrize("name", [name for name in TEMPLATES if Path(name).name.startswith("_")])
def test_a_fragment_says_what_it_takes(name: str) -> None:
    assert re.match(r"(?:{% load [^%]*%}\s*)?{#|{% comment %}", text(name)), (
        "its first line names its variables: {# factor: Factor #}"
    )
