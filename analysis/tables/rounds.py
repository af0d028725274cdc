"""Tables of what came of points and ratings: the ranking, and how far the room agrees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analysis.frames_rounds import SMALLEST
from analysis.tables.table import Column, Kind, Table, number_text
from workshops.enums import Category, Horizon
from workshops.measures.consensus import Concordance
from workshops.models import District
from workshops.round_words import AXES, VERDICTS, concordance_word

NUMBER, COUNT, TEXT = Kind.NUMBER, Kind.COUNT, Kind.TEXT


def ranking_table(frame: pd.DataFrame, best: int) -> Table:
    """`frame`: `priority_frame`. Rows above the line and what differs are marked."""
    above, above_by_district = (_above(frame, name, best) for name in ("rank", "rank_by_district"))
    shown = frame.assign(
        category=_categories(frame),
        difference=[_difference(*ranks) for ranks in _ranks(frame)],
        chosen=[_chosen(pk in above, pk in above_by_district) for pk in frame.index],
    )
    columns = (
        Column("rank", pgettext("ranking", "Rank"), COUNT, _("Each person weighs the same"), 8),
        *cluster_columns(),
        Column("share", _("Points, %"), NUMBER, _("Share of all points, per cent"), 10),
        Column("impact", str(AXES["impact"]), NUMBER, _("Median, 1 to 5"), 10),
        Column("uncertainty", str(AXES["uncertainty"]), NUMBER, _("Median, 1 to 5"), 10),
        Column("score", pgettext("ranking", "Score"), NUMBER, _("Weighted mean, 0 to 100"), 10),
        Column(
            "rank_by_district", _("Rank by district"), COUNT, _("Each district weighs the same"), 10
        ),
        Column(
            "score_by_district",
            _("Score by district"),
            NUMBER,
            _("Each district weighs the same"),
            10,
        ),
        Column("difference", _("Difference"), TEXT, _("Rank by person minus rank by district"), 10),
        Column("chosen", _("Above the line"), TEXT, _("In which of the two ways to count"), 14),
    )
    marks: dict[int | str, str] = {}
    last = max((place for place, pk in enumerate(frame.index) if pk in above), default=-1)
    for place, pk in enumerate(frame.index):
        words = [
            "cut" if place == last else "",
            "differs" if (pk in above) != (pk in above_by_district) else "",
        ]
        words += ["above" if pk in above else ""]
        marks[pk] = " ".join(filter(None, words))
    return Table("ranking", _("Ranking"), columns, shown, marks=marks)


def agreement_table(frame: pd.DataFrame, axis: str) -> Table:
    """`frame`: `axis_frame`. One row per cluster: the first round."""
    shown = frame.assign(
        category=_categories(frame), verdict=[_verdict(one) for one in frame["verdict"]]
    )
    columns = (
        *cluster_columns(),
        Column("median", _("Median"), NUMBER, _("1 to 5"), 10),
        Column("iqr", _("IQR"), NUMBER, _("Interquartile range: how wide the middle half is"), 10),
        Column(
            "share",
            _("Rate alike, %"),
            NUMBER,
            _("Largest share that rates alike: low, middle or high"),
            10,
        ),
        Column("n", _("Raters"), COUNT, _("How many rated it"), 8),
        Column("skipped", _("Skipped"), COUNT, _("How many skipped it"), 8),
        Column("verdict", _("Verdict"), TEXT, _("By the rule that was shown before"), 14),
        Column(
            "by_district",
            _("Mean of district medians"),
            NUMBER,
            _("Each district weighs the same"),
            12,
        ),
    )
    title = _("Agreement: %(axis)s") % {"axis": AXES[axis]}
    return Table(f"agreement-{axis}", title, columns, shown)


def again_table(frame: pd.DataFrame, axis: str) -> Table:
    """`frame`: `axis_frame`. What was asked again: the first round and the second side by side."""
    asked = frame[frame["n_again"].notna()]
    shown = asked.assign(
        verdict=[_verdict(one) for one in asked["verdict"]],
        verdict_again=[_verdict(one) for one in asked["verdict_again"]],
        stable=[_stable(*row) for row in asked[["both", "same", "shift"]].itertuples(index=False)],
    )
    columns = cluster_columns(with_category=False)
    for suffix, name in (("", _("first round")), ("_again", _("second round"))):
        columns += _round_columns(suffix, name)
    if axis == "impact":
        words = _("Of those who rated it twice, how many gave the same; and the mean shift")
        columns.append(Column("stable", _("Between the rounds"), TEXT, words, 20))
    title = _("First and second round: %(axis)s") % {"axis": AXES[axis]}
    return Table(f"again-{axis}", title, tuple(columns), shown)


def horizons_table(frame: pd.DataFrame) -> Table:
    """`frame`: `horizons_frame`. How many say when it will be felt."""
    columns = (
        *cluster_columns(with_category=False),
        *(Column(one.value, str(one.label), COUNT, _("How many say so"), 11) for one in Horizon),
    )
    return Table("horizons", _("When it will be felt"), columns, frame, _("Unit: people."))


def districts_table(frame: pd.DataFrame, axis: str, districts: Sequence[District]) -> Table:
    """`frame`: `districts_frame`. A column per district: the median, and of how many."""
    shown = frame.assign(
        **{
            str(one.pk): [
                _of_few(*pair) for pair in zip(frame[one.pk], frame[f"{one.pk}_n"], strict=True)
            ]
            for one in districts
        }
    )
    meaning = _("Median, and in brackets how many rated")
    columns = [*cluster_columns(with_category=False)]
    columns += [Column(one.pk, one.name, TEXT, meaning, 11) for one in districts]
    note = ngettext(
        "Median, and in brackets of how many. Below %(least)s person the median is left out.",
        "Median, and in brackets of how many. Below %(least)s people the median is left out.",
        SMALLEST,
    ) % {"least": SMALLEST}
    title = _("Medians of the districts: %(axis)s") % {"axis": AXES[axis]}
    return Table(f"districts-{axis}", title, tuple(columns), shown, note)


def concordance_table(found: Sequence[tuple[str, str, Concordance | None]]) -> Table:
    """Of each round's name and axis Kendall's W; rows without W say that it is too few."""
    frame = pd.DataFrame(
        [
            {
                "round": name,
                "axis": str(AXES[axis]),
                "w": None if one is None else Decimal(f"{one.w:.3f}"),
                "word": concordance_word(one),
                "raters": None if one is None else one.raters,
                "items": None if one is None else one.items,
                "chi": None if one is None else Decimal(f"{one.chi_square:.1f}"),
            }
            for name, axis, one in found
        ],
        columns=["round", "axis", "w", "word", "raters", "items", "chi"],
        dtype="object",
    )
    columns = (
        Column("round", _("Round"), TEXT, _("Which round"), 14),
        Column("axis", pgettext("axis", "Axis"), TEXT, _("What was rated"), 14),
        Column("w", _("Kendall's W"), NUMBER, _("0: no common order; 1: all the same order"), 10),
        Column("word", _("In words"), TEXT, _("How far the room orders the clusters alike"), 14),
        Column("raters", _("Raters"), COUNT, _("Who rated every cluster of the round"), 10),
        Column("items", _("Clusters"), COUNT, _("How many were ordered"), 10),
        Column(
            "chi",
            _("Chi-square"),
            NUMBER,
            _("Friedman's statistic, clusters minus 1 degrees of freedom"),
            12,
        ),
    )
    note = _("Kendall's W counts who rated every cluster of the round; it is corrected for ties.")
    return Table("concordance", _("Do they order the clusters alike"), columns, frame, note)


def cluster_columns(*, with_category: bool = True) -> list[Column]:
    """Number, name and category; the name leads to the cluster's sentences."""
    columns = [
        Column("number", pgettext("picture", "Number"), Kind.ID, _("Its dot in the pictures"), 8),
        Column(
            "name",
            pgettext("picture", "Cluster"),
            Kind.LONG,
            _("Name that the room gave it"),
            40,
            query="?cluster={key}",
        ),
        Column("category", _("Category"), TEXT, _("STEEPI category"), 16),
    ]
    return columns if with_category else columns[:2]


def _round_columns(suffix: str, round_name: str) -> list[Column]:
    texts = (
        ("median", _("Median, %(round)s"), NUMBER, _("1 to 5")),
        ("iqr", _("IQR, %(round)s"), NUMBER, _("Interquartile range: how wide the middle half is")),
        ("n", _("Raters, %(round)s"), COUNT, _("How many rated it")),
        ("verdict", _("Verdict, %(round)s"), TEXT, _("By the rule that was shown before")),
    )
    return [
        Column(f"{name}{suffix}", title % {"round": round_name}, kind, meaning, 11)
        for name, title, kind, meaning in texts
    ]


def _above(frame: pd.DataFrame, rank: str, best: int) -> set[int]:
    """Who is among the best so many; ties with the last of them too."""
    return set(frame.index[(frame[rank] <= best).fillna(value=False)])


def _ranks(frame: pd.DataFrame) -> list[tuple[int | None, int | None]]:
    pairs = zip(frame["rank"], frame["rank_by_district"], strict=True)
    return [(None, None) if pd.isna(a) or pd.isna(b) else (int(a), int(b)) for a, b in pairs]


def _difference(rank: int | None, by_district: int | None) -> str:
    if rank is None or by_district is None:
        return ""
    if rank == by_district:
        return "0"
    return f"▲ {rank - by_district}" if rank > by_district else f"▼ {by_district - rank}"


def _chosen(is_above: bool, by_district: bool) -> str:  # noqa: FBT001
    if is_above and by_district:
        return pgettext("above the line", "Both ways")
    if is_above:
        return pgettext("above the line", "By person only")
    return pgettext("above the line", "By district only") if by_district else ""


def _categories(frame: pd.DataFrame) -> list[str]:
    return [str(Category(code).label) for code in frame["category"]]


def _verdict(code: str | None) -> str:
    return str(VERDICTS[code]) if code else ""  # type: ignore[index]


def _stable(both: object, same: object, shift: Decimal | None) -> str:
    if pd.isna(both) or pd.isna(same) or shift is None:  # type: ignore[call-overload]
        return ""
    words = {"same": same, "both": both, "shift": f"{shift:+}"}
    return _("%(same)s of %(both)s the same; shift %(shift)s") % words


def _of_few(median: Decimal | None, n: int) -> str:
    if not n:
        return ""
    return f"– ({n})" if median is None else f"{number_text(median)} ({n})"
