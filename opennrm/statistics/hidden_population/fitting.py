"""Log-linear fits of many capture tables at once, in NumPy.

Model: the counts n_w of the capture histories w are independent Poisson with log mean = the sum of the
coefficients of the terms that are subsets of w; the exponential of the intercept is the expected number of
people on no list (Fienberg 1972; Chan, Silverman & Vincent 2021). A term that nobody's history contains has
its maximum at minus infinity: the cells with that term get mean nought and leave the fit, and the term still
counts as a parameter.

Newton's method converging in the sup norm of the coefficients with a well-conditioned information matrix is
itself the certificate that the maximum exists: the fitted table is positive and has the observed sufficient
statistics, which is the condition of Fienberg & Rinaldo (2012). Where there is none, some cell's logarithm
falls by about one a step for ever while the likelihood stalls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opennrm.statistics.hidden_population.transforms import list_count, subset_sums, superset_sums

FITTED, NO_MAXIMUM, UNIDENTIFIED = 0, 1, 2

# Newton squares the error, so a last step of 3e-5 leaves about 1e-9: enough to choose between models.
SMALL_STEP = 3e-5
# Many models are compared by their likelihoods: one more squaring, to about 1e-12.
SEARCH_STEP = 1e-6
FINAL_STEP = 1e-8
# A pivot is one minus the share of a term that the others explain; rounding alone leaves about 1e-15.
SMALLEST_PIVOT = 1e-11
# At an existing maximum the cells off any face hold at least about one expected case in all, so four full
# steps down that gain next to nothing can only be a direction without end.
FALLING_STEP, STALLED_GAIN, FALLING_STEPS = 0.5, 1e-3, 4
MOST_STEPS = 100
LARGEST_EXPONENT = 700.0


@dataclass
class Fits:
    """A batch of R fits under way over 2**t cells with P places for terms; the last axis is the table.

    `observed` (2**t, R) superset sums of the counts; `live` (2**t, R) 1 where the cell is in the model;
    `terms` (P, R) bit sets, -1 for an empty place; `coefficients` (P, R); `totals` (2**t, R) superset sums of
    the fitted means; `status` (R,) one of FITTED, NO_MAXIMUM, UNIDENTIFIED.
    """

    observed: np.ndarray
    live: np.ndarray
    terms: np.ndarray
    coefficients: np.ndarray
    totals: np.ndarray
    status: np.ndarray

    def part(self, chosen: np.ndarray) -> Fits:
        """The same for some of the tables, copied."""
        columns = (self.observed, self.live, self.terms, self.coefficients, self.totals, self.status)
        return Fits(*(column[..., chosen] for column in columns))

    def put(self, chosen: np.ndarray, part: Fits) -> None:
        """Write what `part(chosen)` gave back in place."""
        self.live[:, chosen], self.totals[:, chosen] = part.live, part.totals
        self.terms[:, chosen], self.coefficients[:, chosen] = part.terms, part.coefficients
        self.status[chosen] = part.status

    @property
    def estimates(self) -> np.ndarray:
        """Size of the whole population, (R,): the observed and the exponential of the intercept."""
        with np.errstate(over="ignore"):
            return self.observed[0] + np.exp(self.coefficients[0])


def evaluate(fits: Fits) -> np.ndarray:
    """Bring `totals` up to date with the coefficients.

    Gives the log-likelihoods (R,) without their constants.
    """
    tables = np.arange(fits.terms.shape[1])
    linear = np.zeros_like(fits.totals)
    present = fits.terms >= 0
    place = np.where(present, fits.terms, 0)
    values = np.where(present, fits.coefficients, 0.0)
    for row, value in zip(place, values, strict=True):
        linear[row, tables] += value
    linear = subset_sums(linear)
    np.clip(linear, -LARGEST_EXPONENT, LARGEST_EXPONENT, out=linear)
    fits.totals = superset_sums(np.exp(linear) * fits.live)
    return (values * fits.observed[place, tables]).sum(axis=0) - fits.totals[0]


def newton_steps(fits: Fits) -> tuple[np.ndarray, np.ndarray]:
    """Newton directions (P, R), and (R,) whether the information matrix has full rank."""
    places, tables = fits.terms.shape
    present = fits.terms >= 0
    term = np.where(present, fits.terms, 0)
    columns = np.arange(tables)
    steps = np.where(present, fits.observed[term, columns] - fits.totals[term, columns], 0.0)
    both = present[:, None] & present[None, :]
    information = np.where(
        both, fits.totals[term[:, None] | term[None, :], columns], np.eye(places)[:, :, None]
    )
    diagonal = information[range(places), range(places)].copy()
    full_rank = np.ones(tables, dtype=bool)
    for k in range(places):
        full_rank &= information[k, k] > SMALLEST_PIVOT * diagonal[k]
        pivot = np.where(full_rank, information[k, k], 1.0)
        factors = information[k, k + 1 :] / pivot
        information[k + 1 :, k + 1 :] -= factors[:, None] * information[k, None, k + 1 :]
        steps[k + 1 :] -= factors * steps[k]
        information[k, k + 1 :] = factors
        steps[k] /= pivot
    for k in range(places - 2, -1, -1):
        steps[k] -= (information[k, k + 1 :] * steps[k + 1 :]).sum(axis=0)
    return steps, full_rank


def _advance(fits: Fits, steps: np.ndarray, likelihoods: np.ndarray) -> np.ndarray:
    """Take the steps, halved until the likelihood no longer falls; gives the likelihoods reached."""
    base = fits.coefficients.copy()
    scale = np.ones(base.shape[1])
    slack = 1e-10 * (1.0 + np.abs(likelihoods))
    while True:
        fits.coefficients = base + scale * steps
        reached = evaluate(fits)
        worse = ~(reached >= likelihoods - slack) & (scale > 1e-9)
        if not worse.any():
            fits.status[~(scale > 1e-9)] = NO_MAXIMUM
            return reached
        scale[worse] *= 0.5


def maximise(fits: Fits, tolerance: float) -> None:
    """Newton's method for every table until its last step is below `tolerance`; sets `status`."""
    active = np.arange(fits.status.size)
    likelihoods, falling = evaluate(fits), np.zeros(active.size, dtype=int)
    working = fits.part(active)
    working.status[:] = FITTED
    for _ in range(MOST_STEPS):
        steps, full_rank = newton_steps(working)
        working.status[~full_rank] = UNIDENTIFIED
        steps[:, ~full_rank] = 0.0
        largest = np.abs(steps).max(axis=0)
        reached = _advance(working, steps, likelihoods)
        stalled = (largest > FALLING_STEP) & (reached - likelihoods < STALLED_GAIN)
        falling = np.where(stalled, falling + 1, 0)
        working.status[falling >= FALLING_STEPS] = NO_MAXIMUM
        going = (working.status == FITTED) & ~(largest < tolerance)
        if not going.all():
            fits.put(active, working)
            if not going.any():
                return
            working, active = working.part(going), active[going]
            falling, reached = falling[going], reached[going]
        likelihoods = reached
    working.status[:] = NO_MAXIMUM
    fits.put(active, working)


def main_effects(counts: np.ndarray, *, places: int) -> Fits:
    """Every table, counts (2**t, R), under independence of its lists.

    `places` is how many terms there is to be room for. One root a table: (N - n) = N times the product of
    (1 - T_i / N) (Darroch 1958). Status NO_MAXIMUM with an estimate of infinity where no history overlaps,
    and of n where a list holds everybody.
    """
    lists, tables = list_count(counts), counts.shape[1]
    observed = superset_sums(counts)
    live = np.ones_like(observed)
    live[0] = 0.0
    singles = 1 << np.arange(lists)
    held = observed[singles]
    cells = np.arange(1 << lists)
    for number in range(lists):
        live[np.ix_(cells >> number & 1 == 1, held[number] == 0)] = 0.0
    fits = Fits(
        observed,
        live,
        np.full((places, tables), -1),
        np.zeros((places, tables)),
        np.zeros_like(observed),
        np.zeros(tables, dtype=np.int8),
    )
    hidden = _independent_hidden(observed[0], held)
    fits.status[~np.isfinite(hidden)] = NO_MAXIMUM
    fits.terms[0], fits.coefficients[0] = 0, hidden
    size = observed[0] + np.exp(np.where(np.isfinite(hidden), hidden, 0.0))
    fits.terms[1 : lists + 1] = np.where(held > 0, singles[:, None], -1)
    fits.coefficients[1 : lists + 1] = np.log(np.maximum(held, 0.5) / (size - np.minimum(held, size - 0.5)))
    usable = fits.status == FITTED
    if usable.any():
        part = fits.part(usable)
        evaluate(part)
        fits.put(usable, part)
    return fits


def _independent_hidden(observed: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Logarithm of the hidden number (R,) when the lists, with `held` (t, R) people, are independent."""
    unbounded, complete = held.sum(axis=0) <= observed, held.max(axis=0) >= observed
    usable = ~(unbounded | complete)
    hidden = np.where(unbounded, np.inf, -np.inf)
    if not usable.any():
        return hidden
    people, on_list = observed[usable], held[:, usable]
    total = on_list.sum(axis=0)
    # In the reciprocal of the size the equation is increasing and concave, so Newton from below cannot miss.
    reciprocal = (total - people) / ((total**2 - (on_list**2).sum(axis=0)) / 2.0)
    for _ in range(100):
        logarithm = np.log1p(-on_list * reciprocal).sum(axis=0)
        slope = -(on_list / (1.0 - on_list * reciprocal)).sum(axis=0)
        missed, secant = np.exp(logarithm), np.expm1(logarithm) / reciprocal
        step = (secant + people) * reciprocal / (missed * slope - secant)
        reciprocal = reciprocal - step
        if not (np.abs(step) > 1e-14 * reciprocal).any():
            break
    hidden[usable] = np.log(missed / reciprocal)
    return hidden


def with_term(fits: Fits, place: int, term: np.ndarray) -> Fits:
    """A copy with the interaction `term` (R,) added at `place`, ready for `maximise`.

    The start makes the term's own total right, as one step of iterative proportional fitting would.
    """
    everything = np.arange(term.size)
    grown = fits.part(everything)
    shared = fits.observed[term, everything]
    overlapping = shared > 0
    grown.terms[place] = np.where(overlapping, term, -1)
    fitted = fits.totals[term, everything]
    grown.coefficients[place] = np.where(
        overlapping & (fitted > 0), np.log(np.maximum(shared, 0.5) / np.maximum(fitted, 1e-300)), 0.0
    )
    cells = np.arange(len(fits.observed))[:, None]
    grown.live[((cells & term) == term) & ~overlapping] = 0.0
    return grown
