"""Pictures that Word draws itself: bars, and points on a map. Pure markup; no browser, no image.

Charts without a workbook behind them: the numbers stand in the table below each one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape

from analysis.documents.grid import plain
from analysis.documents.paper import INK

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
THAI_NUMBERS = "[$-D00041E]#,##0"
LETTERS = 1300  # hundredths of a point


@dataclass(frozen=True)
class Series:
    name: str
    colour: str
    values: Sequence[float]


@dataclass(frozen=True)
class Dot:
    label: str
    x: float
    y: float


def bars_xml(
    names: Sequence[str], series: Sequence[Series], *, font: str, thai_digits: bool
) -> bytes:
    """Lying bars, first name on top; several series are stacked and get a legend."""
    stacked = len(series) > 1
    number = THAI_NUMBERS if thai_digits else "#,##0"
    kind = "stacked" if stacked else "clustered"
    drawn = "".join(_bar_series(place, one, names, number) for place, one in enumerate(series))
    overlap = '<c:overlap val="100"/>' if stacked else ""
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if stacked else ""
    plot = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{kind}"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="45"/>{overlap}<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        # Upright, so that none of the names is left out where they stand close.
        f'{_line("8FA5A2")}<c:txPr><a:bodyPr rot="0" vert="horz"/><a:p><a:pPr>'
        f'<a:defRPr sz="{LETTERS}"/></a:pPr><a:endParaRPr lang="th-TH"/></a:p></c:txPr>'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/>'
        '<c:tickLblSkip val="1"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>'
        '<c:min val="0"/></c:scaling>'
        f'<c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="{number}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
    return _space(plot, legend, font)


def map_xml(dots: Sequence[Dot], *, across: str, up: str, font: str, thai_digits: bool) -> bytes:
    """Numbered points between 1 and 5 both ways, parted at 3."""
    number = "[$-D00041E]0" if thai_digits else "0"
    labels = "".join(_dot_label(place, dot) for place, dot in enumerate(dots))
    series = (
        '<c:ser><c:idx val="0"/><c:order val="0"/><c:spPr><a:ln w="19050">'
        "<a:noFill/></a:ln></c:spPr>"
        '<c:marker><c:symbol val="circle"/><c:size val="9"/><c:spPr><a:solidFill>'
        '<a:srgbClr val="1F5FA8"/></a:solidFill></c:spPr></c:marker>'
        f"<c:dLbls>{labels}{_shows(value='0')}</c:dLbls>"
        f"<c:xVal>{_numbers([dot.x for dot in dots], '0.0')}</c:xVal>"
        f'<c:yVal>{_numbers([dot.y for dot in dots], "0.0")}</c:yVal><c:smooth val="0"/></c:ser>'
    )
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{series}<c:axId val="1"/><c:axId val="2"/></c:scatterChart>'
        f"{_scale(1, 2, 'b', across, number)}{_scale(2, 1, 'l', up, number)}"
    )
    return _space(plot, "", font)


def _bar_series(place: int, one: Series, names: Sequence[str], number: str) -> str:
    told = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(plain(name))}</c:v></c:pt>' for n, name in enumerate(names)
    )
    light = sum(int(one.colour[n : n + 2], 16) for n in (0, 2, 4)) > 420
    # Nothing is written on a bar that is not there.
    shown = f"{number};;;" if number == "#,##0" else f"{number};;"
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f'<c:tx><c:strRef><c:f>S!A{place + 1}</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(plain(one.name))}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{one.colour}"/></a:solidFill></c:spPr>'
        f'<c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="{shown}" sourceLinked="0"/>'
        f"<c:spPr><a:noFill/></c:spPr><c:txPr><a:bodyPr/><a:p><a:pPr>"
        f'<a:defRPr sz="{LETTERS}" b="1"><a:solidFill>'
        f'<a:srgbClr val="{INK if light else "FFFFFF"}"/></a:solidFill></a:defRPr></a:pPr>'
        f'<a:endParaRPr lang="th-TH"/></a:p></c:txPr>'
        f'<c:dLblPos val="ctr"/>{_shows(value="1")}</c:dLbls>'
        f'<c:cat><c:strRef><c:f>S!B1</c:f><c:strCache><c:ptCount val="{len(names)}"/>{told}'
        f"</c:strCache></c:strRef></c:cat><c:val>{_numbers(one.values, number)}</c:val></c:ser>"
    )


def _dot_label(place: int, dot: Dot) -> str:
    lines = "".join(
        f'<a:p><a:r><a:rPr lang="th-TH" b="1"/><a:t>{escape(plain(line))}</a:t></a:r></a:p>'
        for line in dot.label.split("\n")
    )
    return (
        f'<c:dLbl><c:idx val="{place}"/><c:tx><c:rich><a:bodyPr/>{lines}</c:rich></c:tx>'
        f'<c:dLblPos val="r"/>{_shows(value="1")}</c:dLbl>'
    )


def _shows(*, value: str) -> str:
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{value}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _numbers(values: Sequence[float], form: str) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{value:g}</c:v></c:pt>' for n, value in enumerate(values)
    )
    return (
        f"<c:numRef><c:f>S!C1</c:f><c:numCache><c:formatCode>{form}</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def _scale(own: int, other: int, side: str, title: str, number: str) -> str:
    """An axis from 1 to 5, crossed by the other one at its end."""
    turn = ' rot="-5400000" vert="horz"' if side == "l" else ""
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="5"/>'
        f'<c:min val="1"/></c:scaling><c:delete val="0"/><c:axPos val="{side}"/>'
        f"<c:majorGridlines>{_line('D5DEDD')}</c:majorGridlines>"
        f'<c:title><c:tx><c:rich><a:bodyPr{turn}/><a:p><a:r><a:rPr lang="th-TH" b="1"/>'
        f'<a:t>{escape(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
        f'<c:numFmt formatCode="{number}" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_line("8FA5A2")}'
        f'<c:crossAx val="{other}"/><c:crossesAt val="1"/><c:crossBetween val="midCat"/>'
        '<c:majorUnit val="1"/></c:valAx>'
    )


def _line(colour: str) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return f'<c:spPr><a:ln w="9525">{fill}</a:ln></c:spPr>'


def _space(plot: str, legend: str, font: str) -> bytes:
    name = escape(font)
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{MAIN}"><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}</c:plotArea>{legend}'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{LETTERS}">'
        f'<a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
        f'<a:latin typeface="{name}"/><a:cs typeface="{name}"/></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="th-TH"/></a:p></c:txPr></c:chartSpace>'
    )
    return text.encode()
