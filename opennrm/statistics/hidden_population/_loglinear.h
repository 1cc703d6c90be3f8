/* Log-linear fits of one capture table at a time: what _kernel.c offers to Python. */
#ifndef OPENNRM_LOGLINEAR_H
#define OPENNRM_LOGLINEAR_H

#include <stdint.h>

enum { MOST_LISTS = 12, MOST_TERMS = 80, MOST_PAIRS = 66 };
enum { FITTED = 0, NO_MAXIMUM = 1, UNIDENTIFIED = 2 };

typedef struct {
    int lists, cells, terms;
    int term[MOST_TERMS];
    double coefficient[MOST_TERMS], step[MOST_TERMS];
    double *observed; /* superset sums of the counts */
    double *live;     /* 1 for a cell of the model, 0 for the unobserved cell and for cells with mean nought */
    double *total;    /* superset sums of the fitted means */
    double *kept;     /* copy of `live` while a pair is tried */
    double *earlier;  /* coefficients of the model before, by term; NAN where it lacked the term */
    int main_status, main_terms, main_term[1 + MOST_LISTS];
    double main_coefficient[1 + MOST_LISTS];
    double *main_live;
    double information[MOST_TERMS * MOST_TERMS];
} Fit;

/* Room for tables over so many lists, to be freed as `fit->observed`; false where there is no memory. */
int loglinear_prepare(Fit *fit, int lists);

/* Take the 2^lists counts of a table and fit its main effects, from which every other fit starts. */
void loglinear_load(Fit *fit, const double *counts);

/* Stepwise selection by p-value; gives the population and writes the pairs chosen, in order, then -1. */
double loglinear_stepwise(Fit *fit, double log_threshold, int16_t *chosen);

/* Main effects and the interactions given in `width` places, negatives being empty; starts from the coefficients
 * remembered where `from_earlier`. Gives FITTED, NO_MAXIMUM or UNIDENTIFIED. */
int loglinear_fit(Fit *fit, const int32_t *interactions, int width, int from_earlier);

/* Keep the coefficients as the start of the next fit. */
void loglinear_remember(Fit *fit);

/* Bring the fitted totals up to date; gives the log-likelihood without its constant. */
double loglinear_evaluate(Fit *fit);

#endif
