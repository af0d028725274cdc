"""Tables of how many factors there are: by district, category, stance and track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.frames import matrix_frame
from analysis.tables.table import Column, Kind, Table
from workshops.enums import Category, Stance, Track
from workshops.models import District


def matrix_table(
    tallies: pd.DataFrame, districts: Sequence[District], within: Mapping[str, str] | None = None
) -> Table:
    """Districts by categories, with a total column and a last row of totals.

    `tallies`: `tallies_frame`. `within`: the filters that it has been through, for the way to
    the sentences.
    """
    within = within or {}
    counts = matrix_frame(tallies, districts)
    counts["total"] = counts.sum(axis="columns").astype("int64")
    frame = counts.copy()
    frame.insert(0, "name", pd.Series([d.name for d in districts], counts.index, dtype="string"))
    sums = counts.sum().astype("int64")
    frame.loc["all"] = [pgettext("row of sums", "Total"), *sums]
    frame = frame.astype(dict.fromkeys(counts.columns, "int64"))
    columns = (
        Column("name", _("District"), Kind.TEXT, _("District that the factor is about"), 18),
        *(
            Column(
                c.value,
                str(c.label),
                Kind.COUNT,
                _("Number of factors in this category"),
                13,
                scale="heat",
            )
            for c in Category
        ),
        Column(
            "total", pgettext("row of sums", "Total"), Kind.COUNT, _("Sum of the categories"), 10
        ),
    )
    codes = [*(district.pk for district in districts), ""]
    queries = [
        [
            "",
            *(_query(district=code, category=c.value, **within) for c in Category),
            _query(district=code, **within),
        ]
        for code in codes
    ]
    title = _("Factors by district and category")
    note = _("Unit: number of factors.")
    return Table("matrix", title, columns, frame, note, queries, marks={"all": "total"})


def count_tables(tallies: pd.DataFrame, districts: Sequence[District]) -> list[Table]:
    """By category, by district, by stance and by track: every choice has its row, also at 0."""
    by_district = {district.pk: district.name for district in districts}
    return [
        _count_table(tallies, "category", _("Factors by category"), dict(Category.choices)),
        _count_table(tallies, "district", _("Factors by district"), by_district),
        _count_table(tallies, "stance", _("Factors by SWOT stance"), dict(Stance.choices)),
        _count_table(tallies, "track", _("Factors by track"), dict(Track.choices)),
    ]


def stance_table(tallies: pd.DataFrame) -> Table:
    """Categories by SWOT stance."""
    counts = tallies.pivot_table(values="n", index="category", columns="stance", aggfunc="sum")
    counts = counts.reindex(index=Category.values, columns=Stance.values)
    frame = counts.fillna(0).astype("int64")
    names = [str(category.label) for category in Category]
    frame.insert(0, "name", pd.Series(names, frame.index, dtype="string"))
    columns = (
        Column("name", _("Category"), Kind.TEXT, _("STEEPI category"), 18),
        *(
            Column(s.value, str(s.label), Kind.COUNT, _("Number of factors of this stance"), 13)
            for s in Stance
        ),
    )
    queries = [["", *(_query(category=c.value, stance=s.value) for s in Stance)] for c in Category]
    title = _("Factors by category and SWOT stance")
    return Table("stances", title, columns, frame, _("Unit: number of factors."), queries)


def _count_table(tallies: pd.DataFrame, by: str, title: str, labels: Mapping[str, object]) -> Table:
    counts = tallies.groupby(by)["n"].sum()
    counts = counts.reindex(list(labels), fill_value=0).astype("int64")
    names = [str(label) for label in labels.values()]
    frame = pd.DataFrame({"name": pd.Series(names, counts.index, dtype="string"), "n": counts})
    columns = (
        Column("name", title, Kind.TEXT, title, 30),
        Column("n", _("Factors"), Kind.COUNT, _("Number of factors"), 12, total=True, scale="bars"),
    )
    queries = [["", _query(**{by: code})] for code in labels]
    return Table(f"by-{by}", title, columns, frame, "", queries)


def _query(**filters: str) -> str:
    """The address part behind a number; starts with "?" even when nothing is filtered."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in filters.items() if value})
    return f"?{query.urlencode()}"
