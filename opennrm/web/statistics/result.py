"""A result as people read it: one document of sections, which the page and the PDF show alike."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from opennrm.statistics.disclosure import LEAST_SHOWN, Result, has_small_counts, is_masked
from opennrm.statistics.pictures import (
    Interval,
    IntervalWords,
    Overlap,
    OverlapWords,
    Picture,
    interval_picture,
    overlap_picture,
)
from opennrm.web.statistics import words
from opennrm.web.statistics.words import about, count, decimal, number

LONG_TABLE = 12


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of text under headings. The first cell of each row says what the row is about."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_long(self) -> bool:
        """Whether a page shows it only on request."""
        return len(self.rows) > LONG_TABLE


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the document under its heading."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    picture: Picture | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """An estimate with everything that qualifies it. `reasons` say why it is unreliable."""

    title: str
    headline: str
    range: str
    beside_range: str
    facts: str
    is_reliable: bool
    reasons: tuple[str, ...]
    notice: str = ""
    sections: tuple[Section, ...] = field(default=())


def document(result: Result) -> Document:
    """The document of a result, with or without small counts as the result is."""
    sections = (
        _cautions(result),
        Section(heading=_("How the lists were read"), bullets=tuple(words.readings(result))),
        _methods(result),
        _overlaps(result),
        _model(result),
        _changes(result),
        _limits(result),
        _pairs(result),
        Section(heading=_("What the estimate assumes"), bullets=tuple(words.assumptions(result))),
    )
    return Document(
        title=result["title"],
        headline=_headline(result),
        range=_range(result),
        beside_range=words.beside_the_limits(result),
        facts=_facts(result),
        is_reliable=result["reliable"],
        reasons=tuple(words.reasons(result)),
        notice=_notice(result),
        sections=tuple(
            section for section in sections if section.paragraphs or section.bullets or section.tables
        ),
    )


def _headline(result: Result) -> str:
    size, hidden = result["population"]["estimate"], result["hidden"]["estimate"]
    if size is None:
        return _("We cannot give a number for these lists.")
    if hidden is None:
        sentence = _("About %(size)s people in all.") % {"size": about(size)}
    else:
        figures = {"size": about(size), "hidden": about(hidden)}
        sentence = _("About %(size)s people in all; about %(hidden)s of them are on no list.") % figures
    # On the same line as the number, so that it is not quoted without it.
    return sentence if result["reliable"] else _("Unreliable: %(sentence)s") % {"sentence": sentence}


def _range(result: Result) -> str:
    quantiles = result["population"]["quantiles"]
    low, high = quantiles.get("2.5"), quantiles.get("97.5")
    if result["population"]["estimate"] is None or low is None:
        return ""
    if high is None:
        return _("At least %(low)s. The lists give no upper limit.") % {"low": about(low)}
    sentence = _(
        "From %(low)s to %(high)s. A range made in this way contains the true number 95 times out of 100, if its "
        "assumptions are true."
    )
    return sentence % {"low": about(low), "high": about(high)}


def _facts(result: Result) -> str:
    lists = {"lists": len(result["lists"])}
    if result["observed"] is None:
        return _("%(lists)d lists. We do not show how many people are on them together.") % lists
    if result["overlapping"] is None:
        sentence = _("Together, %(lists)d lists contain about %(observed)s different people.")
        return sentence % {**lists, "observed": number(result["observed"])}
    figures = {
        **lists,
        "observed": number(result["observed"]),
        "overlapping": number(result["overlapping"]),
    }
    sentence = _(
        "Together, %(lists)d lists contain %(observed)s different people, %(overlapping)s of them on more than one "
        "list."
    )
    return sentence % figures


def _notice(result: Result) -> str:
    if is_masked(result):
        sentence = _(
            "Counts are rounded to tens, counts below %(least)d are not shown, and estimates are rounded, so that "
            "nobody can be recognised."
        )
        return sentence % {"least": LEAST_SHOWN}
    if has_small_counts(result):
        return _("Some counts are so small that they may point to a child. Keep them inside your agency.")
    return ""


def _cautions(result: Result) -> Section:
    return Section(heading=_("What to be careful about"), bullets=tuple(words.cautions(result)))


def _methods(result: Result) -> Section:
    lines = [
        Interval(
            str(words.METHODS.get(method["method"], method["name"])),
            method["estimate"],
            method["low"],
            method["high"],
            words.note(method["note"]),
        )
        for method in result["methods"]
    ]
    picture = interval_picture(lines, observed=result["observed"], words=_interval_words())
    # The last column holds notes, which many results have none of.
    noted = len(picture.headings) if any(line.note for line in lines) else len(picture.headings) - 1
    rows = tuple(
        (*row[:noted], method["source"]) for row, method in zip(picture.rows, result["methods"], strict=True)
    )
    headings = (*picture.headings[:noted], _("Source"))
    factor = result["disagreement"]["factor"]
    sentence = _(
        "The largest estimate is %(factor)s times the smallest. Above %(most)s, the estimate is unreliable."
    )
    most = decimal(result["disagreement"]["most"], 1)
    return Section(
        heading=_("What each method says"),
        paragraphs=(sentence % {"factor": decimal(factor, 1), "most": most},) if factor else (),
        picture=picture,
        tables=(Table(caption=picture.title, headings=headings, rows=rows),),
    )


def _interval_words() -> IntervalWords:
    return IntervalWords(
        title=_("The estimate of each method, with its limits"),
        description=_("For each method, a point shows the estimate and a line shows the 95% limits."),
        method=_("Method"),
        estimate=_("Estimate"),
        low=_("Lower limit"),
        high=_("Upper limit"),
        note=_("Note"),
        observed=_("on a list:"),
        none=_("none"),
    )


def _overlaps(result: Result) -> Section:
    names = [of["name"] for of in result["lists"]]
    overlaps = [
        Overlap(frozenset(names.index(name) for name in overlap["lists"]), overlap["people"] or 0)
        for overlap in result["overlaps"]
    ]
    chosen = OverlapWords(
        title=_("How many people are on exactly which lists"),
        description=_("Each bar shows how many people are on exactly those lists."),
        lists=_("On exactly these lists"),
        people=_("People"),
    )
    least = LEAST_SHOWN if is_masked(result) else 0
    picture = overlap_picture(names, overlaps, least_shown=least, words=chosen)
    totals = tuple((of["name"], number(of["people"])) for of in result["lists"] if of["people"] is not None)
    tables = [Table(caption=picture.title, headings=picture.headings, rows=picture.rows)]
    if totals:
        caption = _("How many people are on each list")
        tables.append(Table(caption=caption, headings=(_("List"), _("People")), rows=totals))
    return Section(heading=_("How the lists overlap"), picture=picture, tables=tuple(tables))


def _model(result: Result) -> Section:
    checks, model = result["checks"], result["model"]
    paragraphs = []
    if checks["exists"] is not None:
        found = words.terms(model["terms"])
        paragraphs.append(
            _("These lists depend on each other: %(terms)s.") % {"terms": found}
            if found
            else _("No two lists were found to depend on each other.")
        )
        if never := words.terms(model["terms_minus_infinity"]):
            paragraphs.append(_("Nobody is on these lists together: %(terms)s.") % {"terms": never})
        paragraphs.append(_checks(checks))
    if model["aic"] is not None:
        figures = {"aic": decimal(model["aic"], 2), "bic": decimal(model["bic"], 2)}
        paragraphs.append(_("The fit of the model: AIC %(aic)s, BIC %(bic)s.") % figures)
    return Section(heading=_("The model"), paragraphs=tuple(paragraphs), tables=_supported(result))


def _checks(checks: Result) -> str:
    if checks["exists"] and checks["identifiable"]:
        return _("Checked exactly: the model has one best answer. (The estimate exists and is identifiable.)")
    if not checks["identifiable"]:
        return _(
            "Checked exactly: several numbers fit the lists equally well. (The estimate is not identifiable.)"
        )
    return _("Checked exactly: there is no number that fits best. (The estimate does not exist.)")


def _supported(result: Result) -> tuple[Table, ...]:
    rows = tuple(
        (
            words.terms(model["terms"]) or _("none"),
            number(model["estimate"]),
            decimal(model["bic"], 2),
            decimal(model["weight"], 3),
        )
        for model in result["supported_models"]
    )
    headings = (_("Lists that depend on each other"), _("Estimate"), _("BIC"), _("Weight"))
    caption = _("Models that the lists support nearly as well")
    return (Table(caption=caption, headings=headings, rows=rows),) if rows else ()


def _changes(result: Result) -> Section:
    sensitivity = result["sensitivity"]
    case = sensitivity["one_case"]
    sentence = _(
        "One case more or fewer on more than one list would move the estimate to between %(lowest)s and %(highest)s."
    )
    figures = {"lowest": number(case["lowest"]), "highest": number(case["highest"])}
    without = tuple(
        (left_out["list"], number(left_out["estimate"])) for left_out in sensitivity["without_list"]
    )
    odds = tuple(
        (decimal(odd["odds_ratio"], 2), number(odd["estimate"])) for odd in sensitivity["unobserved_odds"]
    )
    captions = (
        (_("The estimate without one of the lists"), _("Without the list"), without),
        (
            _("The estimate if more or fewer people were hidden than the model predicts"),
            _("Times as many hidden"),
            odds,
        ),
    )
    return Section(
        heading=_("How much small changes affect the estimate"),
        paragraphs=(sentence % figures,) if case["lowest"] is not None else (),
        tables=tuple(
            Table(caption=caption, headings=(heading, _("Estimate")), rows=rows)
            for caption, heading, rows in captions
            if rows
        ),
    )


def _limits(result: Result) -> Section:
    population, bootstrap = result["population"], result["bootstrap"]
    columns = [
        (_("Whole population"), population["quantiles"], number),
        (_("On no list"), result["hidden"]["quantiles"], number),
        (_("Plain limits"), population.get("percentile_quantiles"), number),
        (_("Calibrated limits"), population.get("calibrated_quantiles"), number),
        (_("Model taken as known"), population.get("conditional_quantiles"), number),
        (_("Percentile actually used"), bootstrap and bootstrap["percentiles_read"], _percentile),
    ]
    shown = [column for column in columns if column[1]]
    rows = tuple(
        (level, *(words_of(values[level]) for _heading, values, words_of in shown))
        for level in population["quantiles"]
    )
    headings = (_("Percent of samples below"), *(heading for heading, _values, _words in shown))
    table = Table(caption=_("Limits of the estimate"), headings=headings, rows=rows)
    sentence = _(
        "The limits are corrected for a bias of z0 = %(z0)s. If z0 is beyond ±0.5, look at the plain limits too."
    )
    paragraphs = (sentence % {"z0": decimal(bootstrap["z0"], 2)},) if bootstrap else ()
    return Section(heading=_("The range in detail"), paragraphs=paragraphs, tables=(table,) if rows else ())


def _percentile(value: float | None) -> str:
    return decimal(value, 1)


def _pairs(result: Result) -> Section:
    rows = tuple(
        (
            words.terms([two["pair"]]),
            count(two["shared"], least=LEAST_SHOWN),
            number(two["estimate"]),
            number(two["low"]),
            number(two["high"]),
        )
        for two in result["two_lists"]
    )
    headings = (_("Lists"), _("On both"), _("Estimate"), _("Lower limit"), _("Upper limit"))
    table = Table(
        caption=_("What each pair of lists says on its own (Chapman)"), headings=headings, rows=rows
    )
    return Section(heading=_("Pairs of lists"), tables=(table,) if rows else ())
