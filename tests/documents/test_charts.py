"""The promises every picture keeps, and what each of them shows."""

import math
import re
import subprocess
import sys
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat import documents
from khaosat.documents import (
    Bar,
    BarWords,
    Caption,
    Estimate,
    FunnelPoint,
    FunnelWords,
    IntervalRow,
    Level,
    Limits,
    MethodChange,
    Month,
    Reference,
    Standing,
    Tone,
    bars,
    count_axis,
    distribution,
    funnel,
    inline_interval,
    inline_scale,
    intervals,
    rounded_axis,
    sparkline,
    trend,
)
from khaosat.documents.charts.drawing import number
from khaosat.documents.charts.funnel_marks import dots
from khaosat.documents.charts.lettering import Box, place_labels, readable, text_width, wrapped
from khaosat.documents.charts.palette import ALERT, BAND, BRAND, MUTED

SVG = "{http://www.w3.org/2000/svg}"
NASTY = """<script>alert("x")</script> & 'y' \x00\ufffe"""
AXIS = rounded_axis([0.7, 0.96], lambda value: f"{value:.0%}", within=(0, 1))
REFERENCE = Reference(0.84, "province 84")
Chart = Callable[[str, Caption], str]


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own drawing; that it is well-formed is the point


def levels(word: str, caption: Caption) -> str:
    counts = (243, 113, 35, 0, 6)
    return distribution([Level(f"{word} {k}", count, f"{count} · 1 %") for k, count in enumerate(counts)], caption)


def rows(word: str, caption: Caption) -> str:
    shown = [IntervalRow(word, "88 (84–91)", Estimate(0.88, 0.84, 0.91), tone) for tone in Tone]
    return intervals([*shown, IntervalRow(word, "withheld")], caption, axis=AXIS, reference=REFERENCE)


def months(word: str, caption: Caption) -> str:
    estimate = Estimate(0.88, 0.84, 0.91)
    steps = [Month(f"{m}/2026", word, None if m in {3, 5} else estimate) for m in range(1, 13)]
    return trend(steps, caption, axis=AXIS, reference=REFERENCE, changes=[MethodChange(7, word)])


def units(word: str, caption: Caption, count: int = 170, width: float = 720) -> str:
    grid = [10 ** (k / 10) for k in range(45)]
    spread = [math.sqrt(0.84 * 0.16 / n) for n in grid]

    def curve(z: float) -> list[float]:
        return [min(max(0.84 + z * s, 0), 1) for s in spread]

    points = [
        FunnelPoint(5 + k * k // 5, 0.84 + 0.1 * math.sin(k), f"{word} {k}", f"{word} {k}: 84,1 %, 412", standing)
        for k, standing in ((k, list(Standing)[k % 5] if k % 4 == 0 else Standing.INSIDE) for k in range(count))
    ]
    return funnel(
        points,
        Limits(grid, curve(-1.96), curve(1.96), curve(-3.09), curve(3.09)),
        caption,
        across=count_axis([point.n for point in points], str, bend=math.log),
        up=AXIS,
        target=REFERENCE,
        names=FunnelWords(word, word, "95 %", "99,8 %", dict.fromkeys(Standing, word)),
        width=width,
    )


def in_a_row(word: str, caption: Caption) -> str:
    return inline_interval(
        Estimate(0.8, 0.7, 0.9), caption, axis=AXIS, reference=Reference(0.84, word), tone=Tone.MUTED
    )


def in_the_head(word: str, caption: Caption) -> str:
    return inline_scale(caption, axis=AXIS, reference=Reference(0.84, word))


def in_a_line(word: str, caption: Caption) -> str:
    estimate = Estimate(0.88, 0.84, 0.91)
    return sparkline([estimate, estimate, None, estimate, None, estimate, estimate], caption, axis=AXIS) or word


def counts(word: str, caption: Caption) -> str:
    shown = [Bar(f"{k}:00", f"{word} {k}", k, part=max(0, k - 3), held_against=k % 3) for k in range(7)]
    return bars(shown, BarWords(word, word, word), caption, axis=rounded_axis([0, 6], str))


CHARTS: list[Chart] = [counts, levels, rows, months, units, in_a_row, in_the_head, in_a_line]
every_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)


def caption(prefix: str = "p", words: str = "title") -> Caption:
    return Caption(prefix, words, f"{words} at length", "nothing yet")


@every_chart
def test_a_picture_is_named_for_who_does_not_see_it(chart: Chart) -> None:
    root = read(chart("word", caption()))
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    assert re.fullmatch(r"0 0 [\d.]+ [\d.]+", root.attrib["viewBox"])
    named = [element.text for i in root.attrib["aria-labelledby"].split() for element in root if element.get("id") == i]
    assert named == ["title", "title at length"]


@every_chart
def test_ids_are_unique_and_begin_with_the_prefix(chart: Chart) -> None:
    both = [chart("word", caption(prefix)) for prefix in ("one", "two")]
    ids = [element.attrib["id"] for svg in both for element in read(svg).iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert {i.split("-")[0] for i in ids} == {"one", "two"}


@every_chart
def test_meaning_never_hides_in_a_style_or_a_class(chart: Chart) -> None:
    attributes = {name for element in read(chart("word", caption())).iter() for name in element.attrib}
    assert attributes.isdisjoint({"style", "class"})
    assert "fill" in attributes


@every_chart
def test_what_people_wrote_stays_text(chart: Chart) -> None:
    svg = chart(NASTY, caption("p", NASTY))
    root = read(svg)
    assert "<script" not in svg
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert any("<script>alert(\"x\")</script> & 'y'" in (element.text or "") for element in root.iter())


@every_chart
def test_the_same_input_draws_the_same_picture(chart: Chart) -> None:
    assert chart("word", caption()) == chart("word", caption())


@pytest.mark.parametrize(
    "svg",
    [
        distribution([], caption()),
        distribution([Level("none", 0, "0")], caption()),
        intervals([], caption(), axis=AXIS),
        trend([], caption(), axis=AXIS),
        trend([Month("1/2026", "withheld")], caption(), axis=AXIS),
        units("word", caption(), count=0),
    ],
)
def test_nothing_to_draw_says_so(svg: str) -> None:
    assert [element.text for element in read(svg).iter(f"{SVG}text")] == ["nothing yet"]


def test_a_bar_is_as_long_as_its_share_of_the_largest() -> None:
    widths = [float(r.attrib["width"]) for r in read(levels("word", caption())).iter(f"{SVG}rect")]
    assert widths[1] / widths[0] == pytest.approx(113 / 243, abs=0.002)
    assert widths[3] == 0


def test_long_labels_move_above_their_bars_and_nothing_leaves_the_picture() -> None:
    long = "Hoàn toàn không hài lòng với việc phục vụ hôm nay"
    root = read(distribution([Level(long, 3, "3 · 100 %")], caption(), width=320))
    label, value = root.iter(f"{SVG}text")
    assert float(label.attrib["y"]) < float(value.attrib["y"])
    assert float(value.attrib["x"]) + text_width("3 · 100 %") <= 320


def test_a_withheld_row_keeps_its_words_and_gets_no_mark() -> None:
    root = read(intervals([IntervalRow("officer", "too few")], caption(), axis=AXIS))
    assert "too few" in [element.text for element in root.iter(f"{SVG}text")]
    assert not list(root.iter(f"{SVG}circle"))


def test_needs_action_differs_in_shape_and_not_in_colour_alone() -> None:
    alert, plain = (
        read(inline_interval(Estimate(0.8, 0.7, 0.9), caption(), axis=AXIS, tone=tone))
        for tone in (Tone.ALERT, Tone.PLAIN)
    )
    assert len(list(alert.iter(f"{SVG}path"))) == 1
    assert len(list(plain.iter(f"{SVG}path"))) == 0


def test_no_line_crosses_a_gap_or_a_change_of_method() -> None:
    root = read(months("word", caption()))
    lines = [path for path in root.iter(f"{SVG}path") if path.attrib["fill"] == "none"]
    # Months 1–2, 4 alone, 6–7, 8–12: a lonely month is a bar, not a line.
    assert [path.attrib["d"].count("L") for path in lines] == [1, 1, 4]
    assert len(list(root.iter(f"{SVG}circle"))) == 10 + 1


def test_every_unit_with_answers_is_in_the_funnel_and_says_its_name() -> None:
    root = read(units("Cam Lộ", caption()))
    titles = {element.text for element in root.iter(f"{SVG}title")}
    assert {f"Cam Lộ {k}: 84,1 %, 412" for k in range(170)} <= titles


def test_a_funnel_of_170_units_weighs_less_than_20_kb() -> None:
    assert len(units("UBND xã Cam Lộ", caption()).encode()) < 20_000


def test_a_unit_without_answers_has_no_place_in_the_funnel() -> None:
    point = FunnelPoint(0, 0.0, "empty", "empty office")
    limits = Limits([1, 10], [0, 0], [1, 1], [0, 0], [1, 1])
    names = FunnelWords("n", "share", "95", "99")
    axis = count_axis([], str, bend=math.sqrt)
    svg = funnel([point], limits, caption(), across=axis, up=AXIS, target=REFERENCE, names=names)
    assert "empty office" not in svg


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300), st.text("abcĐ ", max_size=30)), max_size=25))
def test_labels_never_lie_on_one_another_or_outside(wanted: list[tuple[float, float, str]]) -> None:
    placed = place_labels(wanted, [], Box(0, 0, 400, 300))
    boxes = [Box(x, y - 12, x + text_width(text, 13), y + 3) for x, y, text in placed]
    assert all(box.left >= 0 and box.right <= 400.001 for box in boxes)
    assert not any(a.meets(b) for k, a in enumerate(boxes) for b in boxes[:k])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=6), st.integers(2, 8))
def test_an_axis_of_shares_holds_its_values_and_stays_a_share(values: list[float], count: int) -> None:
    axis = rounded_axis(values, str, count=count, within=(0, 1))
    assert 0 <= axis.low < axis.high <= 1
    assert all(axis.low - 1e-9 <= value <= axis.high + 1e-9 for value in values)
    assert len(axis.ticks) <= count + 2
    assert all(0 <= axis.at(value, 0, 100) <= 100 for value in (*values, -1, 2))


def test_ticks_of_counts_are_round_and_those_that_touch_are_dropped() -> None:
    axis = count_axis([7, 4000], str, bend=math.log)
    assert [value for value, _ in axis.ticks] == [10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
    kept = readable([(k * 10.0, "1.000") for k in range(10)])
    assert kept[-1][0] == 90
    assert len(kept) < 4


def test_words_wrap_without_losing_one() -> None:
    text = "Trung tâm Phục vụ hành chính công tỉnh Quảng Trị"
    lines = wrapped(text, 160)
    assert " ".join(lines) == text
    assert len(lines) > 2
    assert all(text_width(line) <= 160 for line in lines)


def test_numbers_are_short_and_what_is_not_a_number_is_refused() -> None:
    assert [number(value) for value in (1.0, -0.04, 2.25, 1 / 3)] == ["1", "0", "2.2", "0.3"]
    with pytest.raises(ValueError, match="nan"):
        number(float("nan"))
    with pytest.raises(ValueError, match="not the beginning of an id"):
        caption("a b")


def test_importing_documents_loads_none_of_its_tools() -> None:
    heavy = {"typst", "qrcode", "xlsxwriter", "markupsafe", "numpy"}
    code = f"import sys, khaosat.documents; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_name_promised_by_documents_is_there() -> None:
    assert all(getattr(documents, name) is not None for name in documents.__all__)
    assert set(documents.__all__) == set(documents._HOME_OF)
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = documents.nothing_such


def test_a_picture_that_leaves_its_page_takes_its_words_paper_and_scale_along() -> None:
    three = [IntervalRow(f"officer {i}", "4.2", Estimate(0.5, 0.4, 0.6)) for i in range(3)]
    alone, within = (
        read(intervals(three, caption(), axis=AXIS, reference=REFERENCE, width=800, heading=said))
        for said in (("What it shows", "of whom & when"), ())
    )
    texts = [text.text for text in alone.iter(f"{SVG}text")]
    assert texts[:2] == ["What it shows", "of whom & when"]
    shown = [name for _, name in AXIS.ticks]
    assert [texts.count(name) for name in shown] == [2] * len(shown)
    assert [[text.text for text in within.iter(f"{SVG}text")].count(name) for name in shown] == [1] * len(shown)
    paper = next(alone.iter(f"{SVG}rect")).attrib
    assert (paper["width"], paper["height"]) == (alone.attrib["width"], alone.attrib["height"])
    assert float(alone.attrib["height"]) > float(within.attrib["height"])


COLOUR = re.compile(r'(fill|stroke)="#[0-9a-f]{3,6}"')


def test_every_tone_and_standing_keeps_a_shape_of_its_own_in_black_and_white() -> None:
    estimate = Estimate(0.8, 0.7, 0.9)
    tones = {COLOUR.sub("", str(inline_interval(estimate, caption(), axis=AXIS, tone=tone))) for tone in Tone}
    assert len(tones) == len(Tone)
    marks = {COLOUR.sub("", str(dots(standing, [(5, 5, "unit")]))) for standing in Standing}
    assert len(marks) == len(Standing)
    greys = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in map(_parts, (BRAND, ALERT, MUTED))]
    assert max(greys) < 150, "a mark must stand off from white paper"


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def test_a_sparkline_breaks_at_a_gap_shows_a_lonely_month_and_is_quiet_without_any() -> None:
    estimate = Estimate(0.88, 0.84, 0.91)
    broken = read(sparkline([estimate, estimate, None, estimate], caption(), axis=AXIS))
    strokes = [path for path in broken.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert [path.attrib["d"].count("L") for path in strokes] == [1]
    assert len(list(broken.iter(f"{SVG}line"))) == 1
    assert len(list(broken.iter(f"{SVG}circle"))) == 1
    nothing = read(sparkline([None, None], caption(), axis=AXIS))
    assert [len(list(nothing.iter(f"{SVG}{kind}"))) for kind in ("line", "path", "circle")] == [1, 0, 0]
    assert read(sparkline([], caption(), axis=AXIS)).tag == f"{SVG}svg"


def test_bars_show_all_the_part_and_what_stands_against_and_say_it() -> None:
    axis = rounded_axis([0, 24], str)
    shown = [Bar("9:15", "9:15: 24 answers, 24 pointed at, 2 dossiers", 24, 24, 2), Bar("9:30", "9:30: 1", 1, 0, 0)]
    root = read(bars(shown, BarWords("answers", "pointed at", "dossiers"), caption(), axis=axis))
    boxes = [one for one in root.iter(f"{SVG}rect") if float(one.attrib["height"]) > 12]
    assert [one.attrib["fill"] for one in boxes] == [BAND, BRAND], "the empty part is not drawn"
    assert boxes[0].attrib["height"] == boxes[1].attrib["height"]
    strokes = [one for one in root.iter(f"{SVG}line") if one.attrib.get("stroke-width") == "2.5"]
    assert len(strokes) == 1 + 1, "one bar's dossiers and the key's"
    assert [one.text for one in root.iter(f"{SVG}title")][1] == shown[0].text
    assert {"answers", "pointed at", "dossiers"} <= {one.text for one in root.iter(f"{SVG}text")}
    nothing = read(bars([Bar("", "", 0)], BarWords("a", "b", "c"), caption(), axis=axis))
    assert "nothing yet" in {one.text for one in nothing.iter(f"{SVG}text")}


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 90) | st.none()), max_size=70))
def test_bars_never_leave_their_picture(made: list[tuple[int, int, int | None]]) -> None:
    shown = [Bar(str(k), str(k), total, min(part, total), held) for k, (total, part, held) in enumerate(made)]
    axis = rounded_axis([0, *(max(one[0], one[2] or 0) for one in made)], str)
    root = read(bars(shown, BarWords("a", "b", "c"), caption(), axis=axis, width=300))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for one in root.iter(f"{SVG}rect"):
        assert 0 <= float(one.attrib["x"]) <= float(one.attrib["x"]) + float(one.attrib["width"]) <= width
        assert 0 <= float(one.attrib["y"]) <= float(one.attrib["y"]) + float(one.attrib["height"]) <= height
