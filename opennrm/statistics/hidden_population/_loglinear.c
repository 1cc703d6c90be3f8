/* Log-linear fits of capture tables, many at a time.
 *
 * The accelerator behind fitting.py and stepwise.py, which do the same in NumPy where no compiler was at hand.
 * A table over t lists is an array of 2^t numbers whose index is the set of lists as bits. The linear predictor is
 * the subset sum of the coefficients; sufficient statistics and the information matrix are superset sums of counts
 * and means, so that a Newton step needs no design matrix.
 */
#include "_loglinear.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Same figures as in fitting.py, where each is explained. */
static const double SMALL_STEP = 3e-5, SEARCH_STEP = 1e-6, FINAL_STEP = 1e-8, SMALLEST_PIVOT = 1e-11;
static const double STALLED_GAIN = 1e-3, FALLING_STEP = 0.5, EQUAL_LOGARITHMS = 1e-9;
enum { FALLING_STEPS = 4, MOST_STEPS = 100 };

static void subset_sums(double *values, int cells)
{
    for (int i = 0; i < cells; i += 4) {
        double a = values[i], b = values[i + 1] + a, c = values[i + 2];
        values[i + 1] = b;
        values[i + 3] += values[i + 2] + b;
        values[i + 2] = c + a;
    }
    for (int bit = 4; bit < cells; bit <<= 1)
        for (int start = 0; start < cells; start += 2 * bit) {
            double *restrict low = values + start, *restrict high = low + bit;
            for (int i = 0; i < bit; i++) high[i] += low[i];
        }
}

static void superset_sums(double *values, int cells)
{
    for (int i = 0; i < cells; i += 4) {
        double b = values[i + 1], c = values[i + 2], d = values[i + 3];
        values[i] += b + (c + d);
        values[i + 1] = b + d;
        values[i + 2] = c + d;
    }
    for (int bit = 4; bit < cells; bit <<= 1)
        for (int start = 0; start < cells; start += 2 * bit) {
            double *restrict low = values + start, *restrict high = low + bit;
            for (int i = 0; i < bit; i++) low[i] += high[i];
        }
}

/* exp to 1e-15 in a form that compilers turn into vector instructions. */
static inline double exponential(double x)
{
    const double round = 6755399441055744.0; /* 1.5 * 2^52: adding it leaves the nearest integer in the low bits */
    x = x > 700.0 ? 700.0 : x;
    x = x < -700.0 ? -700.0 : x;
    double shifted = x * 1.4426950408889634 + round;
    double whole = shifted - round;
    double r = (x - whole * 6.93147180369123816490e-01) - whole * 1.90821492927058770002e-10;
    double p = 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    uint64_t bits;
    double power;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 1023) << 52;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

/* Fitted totals at the present coefficients; gives the log-likelihood without its constant. */
double loglinear_evaluate(Fit *fit)
{
    double *values = fit->total;
    memset(values, 0, sizeof(double) * fit->cells);
    for (int a = 0; a < fit->terms; a++) values[fit->term[a]] = fit->coefficient[a];
    subset_sums(values, fit->cells);
    for (int cell = 0; cell < fit->cells; cell++) values[cell] = exponential(values[cell]) * fit->live[cell];
    superset_sums(values, fit->cells);
    double likelihood = -values[0];
    for (int a = 0; a < fit->terms; a++) likelihood += fit->coefficient[a] * fit->observed[fit->term[a]];
    return likelihood;
}

/* Newton direction into fit->step; false where the information matrix has no full rank. */
static int solve(Fit *fit)
{
    const int n = fit->terms;
    double *information = fit->information, *step = fit->step;
    for (int a = 0; a < n; a++) {
        double *row = information + a * MOST_TERMS;
        const int term = fit->term[a];
        for (int b = a; b < n; b++) row[b] = fit->total[term | fit->term[b]];
        step[a] = fit->observed[term] - fit->total[term];
    }
    for (int k = 0; k < n; k++) {
        double *restrict pivot_row = information + k * MOST_TERMS;
        const double pivot = pivot_row[k];
        if (!(pivot > SMALLEST_PIVOT * fit->total[fit->term[k]])) return 0;
        const double inverse = 1.0 / pivot;
        for (int i = k + 1; i < n; i++) {
            double *restrict row = information + i * MOST_TERMS;
            const double factor = pivot_row[i] * inverse;
            for (int j = i; j < n; j++) row[j] -= factor * pivot_row[j];
            step[i] -= factor * step[k];
        }
        step[k] *= inverse;
    }
    for (int k = n - 1; k >= 0; k--) {
        const double *row = information + k * MOST_TERMS;
        double sum = 0.0;
        for (int j = k + 1; j < n; j++) sum += row[j] * step[j];
        step[k] -= sum / row[k];
    }
    return 1;
}

static int maximise(Fit *fit, double tolerance)
{
    double base[MOST_TERMS];
    double likelihood = loglinear_evaluate(fit);
    int falling = 0;
    for (int iteration = 0; iteration < MOST_STEPS; iteration++) {
        if (!solve(fit)) return UNIDENTIFIED;
        double largest = 0.0, scale = 1.0, reached;
        for (int a = 0; a < fit->terms; a++) {
            base[a] = fit->coefficient[a];
            largest = fmax(largest, fabs(fit->step[a]));
        }
        for (;;) {
            for (int a = 0; a < fit->terms; a++) fit->coefficient[a] = base[a] + scale * fit->step[a];
            reached = loglinear_evaluate(fit);
            if (reached >= likelihood - 1e-10 * (1.0 + fabs(likelihood))) break;
            scale *= 0.5;
            if (scale < 1e-9) return NO_MAXIMUM;
        }
        if (largest < tolerance) return FITTED;
        falling = largest > FALLING_STEP && reached - likelihood < STALLED_GAIN ? falling + 1 : 0;
        if (falling >= FALLING_STEPS) return NO_MAXIMUM;
        likelihood = reached;
    }
    return NO_MAXIMUM;
}

/* Main effects in closed form but for one root: N - n = N * product of (1 - T_i / N) (Darroch 1958). */
static int solve_main_effects(Fit *fit)
{
    const double observed = fit->observed[0];
    double total[MOST_LISTS], sum = 0.0, largest = 0.0, products = 0.0;
    fit->terms = 1;
    fit->term[0] = 0;
    for (int cell = 0; cell < fit->cells; cell++) fit->live[cell] = cell > 0;
    for (int i = 0; i < fit->lists; i++) {
        const double here = fit->observed[1 << i];
        if (here <= 0.0) {
            for (int cell = 0; cell < fit->cells; cell++)
                if (cell >> i & 1) fit->live[cell] = 0.0;
            continue;
        }
        products += here * sum;
        sum += here;
        largest = fmax(largest, here);
        total[fit->terms - 1] = here;
        fit->term[fit->terms++] = 1 << i;
    }
    if (sum <= observed) { /* no overlap: nothing bounds the number from above */
        fit->coefficient[0] = INFINITY;
        return NO_MAXIMUM;
    }
    if (largest >= observed) {
        fit->coefficient[0] = -INFINITY;
        return NO_MAXIMUM;
    }
    const int lists = fit->terms - 1;
    /* In the reciprocal u of the size the equation is increasing and concave, so Newton from below cannot miss. */
    double u = (sum - observed) / products, missed = 0.0;
    for (int iteration = 0; iteration < 100; iteration++) {
        double logarithm = 0.0, slope = 0.0;
        for (int i = 0; i < lists; i++) {
            logarithm += log1p(-total[i] * u);
            slope -= total[i] / (1.0 - total[i] * u);
        }
        missed = exp(logarithm);
        const double secant = expm1(logarithm) / u;
        const double step = (secant + observed) * u / (missed * slope - secant);
        u -= step;
        if (!(fabs(step) > 1e-14 * u)) break;
    }
    fit->coefficient[0] = log(missed / u);
    for (int i = 0; i < lists; i++) fit->coefficient[i + 1] = log(total[i] * u / (1.0 - total[i] * u));
    loglinear_evaluate(fit);
    return FITTED;
}

/* The main effects that loglinear_load found, as a start. */
static int fit_main_effects(Fit *fit)
{
    fit->terms = fit->main_terms;
    memcpy(fit->term, fit->main_term, sizeof fit->main_term);
    memcpy(fit->coefficient, fit->main_coefficient, sizeof fit->main_coefficient);
    memcpy(fit->live, fit->main_live, sizeof(double) * fit->cells);
    return fit->main_status;
}

static double log_factorial(double n)
{
    static const double small[] = {1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600,
                                   6227020800.0, 87178291200.0, 1307674368000.0};
    if (n < 16) return log(small[(int)n]);
    const double inverse = 1.0 / n, square = inverse * inverse;
    return (n + 0.5) * log(n) - n + 0.91893853320467274178
           + inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
}

static double lower_tail(double count, double mean)
{
    double sum = 1.0, part = 1.0;
    for (double k = count; k > 0 && part > 1e-16 * sum; k--) sum += part *= k / mean;
    return log(sum);
}

static double upper_tail(double count, double mean)
{
    double sum = 1.0, part = 1.0;
    for (double k = count + 1; part > 1e-16 * sum; k++) sum += part *= mean / k;
    return log(sum);
}

/* log of min(P[X <= count], P[X >= count]) for X Poisson with this mean */
static double log_tail(double count, double mean)
{
    const double here = count * log(mean) - mean - log_factorial(count);
    if (fabs(count - mean) < 1.0) return here + fmin(lower_tail(count, mean), upper_tail(count, mean));
    return here + (count > mean ? upper_tail(count, mean) : lower_tail(count, mean));
}

/* Bound from below by the probability of the count itself (Stirling), so that few tails need summing. */
static double log_tail_bound(double count, double mean)
{
    if (mean <= 0.0) return 0.0;
    if (count <= 0.0) return -mean;
    return count * log(mean / count) + count - mean - 0.5 * log(6.28318530717958647693 * count) - 1.0 / (12 * count);
}

/* Adds the pair; where that fails, leaves the fit as it was. */
static int try_pair(Fit *fit, int pair)
{
    double before[MOST_TERMS];
    const int terms = fit->terms;
    memcpy(before, fit->coefficient, sizeof(double) * terms);
    memcpy(fit->kept, fit->live, sizeof(double) * fit->cells);
    if (fit->observed[pair] > 0.0) {
        fit->coefficient[terms] = log(fit->observed[pair] / fit->total[pair]);
        fit->term[fit->terms++] = pair;
    } else {
        for (int cell = pair; cell < fit->cells; cell++)
            if ((cell & pair) == pair) fit->live[cell] = 0.0;
    }
    const int status = maximise(fit, SMALL_STEP);
    if (status != FITTED) {
        fit->terms = terms;
        memcpy(fit->coefficient, before, sizeof(double) * terms);
        memcpy(fit->live, fit->kept, sizeof(double) * fit->cells);
    }
    return status;
}

/* Index of the untried pair with the smallest tail, -1 where none is below the threshold. */
static int smallest_tail(const Fit *fit, int pairs, const int *mask, double *value, char *exact, double log_threshold)
{
    for (;;) {
        int best = -1;
        for (int k = 0; k < pairs; k++)
            if (exact[k] >= 0 && (best < 0 || value[k] < value[best])) best = k;
        if (best < 0 || !(value[best] < log_threshold)) return -1;
        const double limit = value[best] + EQUAL_LOGARITHMS * (1.0 + fabs(value[best]));
        int unsure = -1, first = best;
        for (int k = pairs - 1; k >= 0; k--)
            if (exact[k] >= 0 && value[k] <= limit) {
                if (!exact[k]) unsure = k;
                first = k;
            }
        if (unsure < 0) return first;
        value[unsure] = log_tail(fit->observed[mask[unsure]], fit->total[mask[unsure]]);
        exact[unsure] = 1;
    }
}

double loglinear_stepwise(Fit *fit, double log_threshold, int16_t *chosen)
{
    int mask[MOST_PAIRS], pairs = 0, count = 0;
    char used[MOST_PAIRS] = {0}, exact[MOST_PAIRS]; /* exact: -1 not to be tried, 0 bound, 1 tail itself */
    double value[MOST_PAIRS];
    for (int i = 0; i < fit->lists; i++)
        for (int j = i + 1; j < fit->lists; j++) mask[pairs++] = 1 << i | 1 << j;
    for (int k = 0; k < pairs; k++) chosen[k] = -1;
    int finite = fit->main_status == FITTED;
    for (int added = finite; added;) {
        added = 0;
        for (int k = 0; k < pairs; k++) {
            exact[k] = used[k] ? -1 : 0;
            if (!used[k]) value[k] = log_tail_bound(fit->observed[mask[k]], fit->total[mask[k]]);
        }
        for (int pair; !added && (pair = smallest_tail(fit, pairs, mask, value, exact, log_threshold)) >= 0;) {
            exact[pair] = -1;
            added = try_pair(fit, mask[pair]) == FITTED;
            if (added) {
                used[pair] = 1;
                chosen[count++] = (int16_t)pair;
            }
            else loglinear_evaluate(fit);
        }
    }
    if (finite && count) maximise(fit, FINAL_STEP);
    return fit->observed[0] + exp(fit->coefficient[0]);
}

/* One model: main effects and the interactions given; negatives are empty places. */
int loglinear_fit(Fit *fit, const int32_t *interactions, int width, int from_earlier)
{
    int fresh[MOST_TERMS], news = 0;
    if (fit_main_effects(fit) != FITTED) return NO_MAXIMUM;
    if (from_earlier)
        for (int a = 0; a < fit->terms; a++) fit->coefficient[a] = fit->earlier[fit->term[a]];
    for (int k = 0; k < width; k++) {
        const int term = interactions[k];
        if (term < 0) continue;
        if (fit->observed[term] <= 0.0) {
            for (int cell = term; cell < fit->cells; cell++)
                if ((cell & term) == term) fit->live[cell] = 0.0;
            continue;
        }
        if (fit->terms >= MOST_TERMS) return UNIDENTIFIED;
        const double known = from_earlier ? fit->earlier[term] : NAN;
        if (isnan(known)) fresh[news++] = fit->terms;
        fit->coefficient[fit->terms] = isnan(known) ? 0.0 : known;
        fit->term[fit->terms++] = term;
    }
    if (news) {
        loglinear_evaluate(fit);
        for (int k = 0; k < news; k++) {
            const int term = fit->term[fresh[k]];
            if (fit->total[term] > 0.0) fit->coefficient[fresh[k]] = log(fit->observed[term] / fit->total[term]);
        }
    }
    return maximise(fit, SEARCH_STEP);
}

void loglinear_remember(Fit *fit)
{
    for (int cell = 0; cell < fit->cells; cell++) fit->earlier[cell] = NAN;
    for (int a = 0; a < fit->terms; a++) fit->earlier[fit->term[a]] = fit->coefficient[a];
}

int loglinear_prepare(Fit *fit, int lists)
{
    fit->lists = lists;
    fit->cells = 1 << lists;
    double *room = malloc(sizeof(double) * 6 * fit->cells);
    if (!room) return 0;
    fit->observed = room;
    fit->live = room + fit->cells;
    fit->total = room + 2 * fit->cells;
    fit->kept = room + 3 * fit->cells;
    fit->earlier = room + 4 * fit->cells;
    fit->main_live = room + 5 * fit->cells;
    return 1;
}

void loglinear_load(Fit *fit, const double *counts)
{
    memcpy(fit->observed, counts, sizeof(double) * fit->cells);
    superset_sums(fit->observed, fit->cells);
    fit->main_status = solve_main_effects(fit);
    fit->main_terms = fit->terms;
    memcpy(fit->main_term, fit->term, sizeof fit->main_term);
    memcpy(fit->main_coefficient, fit->coefficient, sizeof fit->main_coefficient);
    memcpy(fit->main_live, fit->live, sizeof(double) * fit->cells);
}

