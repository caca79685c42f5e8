"""The text of a plan of which a test cares for some parts only: what every plan has around them, in few words."""

from __future__ import annotations

from collections.abc import Iterable

LEVELS = {
    "province": ("tỉnh", "province"), "district": ("huyện", "districts"), "commune": ("xã", "communes"),
}  # fmt: skip


def head(
    year: int, *levels: str, ident: str = "plan", baseline: bool = False, half: bool = False, only_vi: bool = False
) -> str:
    """All that stands before the units. The year is one of the calendar; a level may bring more keys behind a comma."""

    def both(vi: str, en: str) -> str:
        return vi if only_vi else f"{{vi: {vi}, en: {en}}}"

    def period(name: str, title: str, last: str, due: str, months: int, more: str) -> str:
        window = f"window: {{from: {year}-01-01, to: {year}-{last}}}, due: {{date: {due}}}"
        return f"  {name}: {{title: {title}, {window}, months: {list(range(1, months + 1))}{more}}}\n"

    first = period(
        "half_year", both(f"6 tháng đầu năm {year}", f"first half of {year}"), "06-30", f"{year}-07-10", 6,
        ", interim: true",
    )  # fmt: skip
    whole = period("year", both(f"năm {year}", f"year {year}"), "12-31", f"{year + 1}-01-10", 12, "")
    named = ((name, more) for name, _, more in (level.partition(",") for level in levels))
    tiers = (f"  {name}: {{title: {both(*LEVELS[name])}{',' if more else ''}{more}}}\n" for name, more in named)
    issuer = both("Ủy ban nhân dân tỉnh", "People's Committee")
    return (
        f"id: {ident}\ntitle: {both(f'Kế hoạch năm {year}', f'Plan of {year}')}\n"
        f"document: {{number: 1/KH-UBND, date: {year}-01-05, issuer: {issuer}}}\n"
        + ("languages: [vi]\n" if only_vi else "")
        + f"year: {year}\n"
        + (f"baseline_year: {year - 1}\n" if baseline else "")
        + f"periods:\n{first if half else ''}{whole}levels:\n{''.join(tiers)}"
    )


def written(head: str, fields: Iterable[str], targets: Iterable[str]) -> str:
    """A whole plan."""
    return f"{head}fields:\n{''.join(fields)}targets:\n{''.join(targets)}"


def a_count(name: str, label: str, by: str, counted: str, more: str = "") -> str:
    """A field of things that are counted; label and what is counted in both languages, with a comma between."""
    texts = [", en: ".join(text.rsplit(", ", 1)) for text in (label, counted)]
    return (
        f"  {name}: {{kind: count, label: {{vi: {texts[0]}}}, reported_by: [{by}], "
        f"unit_of_measure: {{vi: {texts[1]}}}{more}}}\n"
    )


def a_target(ident: str, title: str, measure: str, threshold: str = "", more: str = "", quote: str = "q") -> str:
    """A target that does not build up, unless ``more`` says that it does."""
    vi, en = title.rsplit(", ", 1)
    more = (f", threshold: {{{threshold}}}" if threshold else "") + more
    more += "" if "cumulative" in more else ", cumulative: false"
    return (
        f"  - {{id: {ident}, clause: Mục I, quote: {quote}, title: {{vi: {vi}, en: {en}}}, measure: {{{measure}}}"
        f"{more}}}\n"
    )
