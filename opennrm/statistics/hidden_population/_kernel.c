/* What Python sees of _loglinear.c: two functions over buffers of numbers, written with the stable interface so that
 * one build serves every Python from 3.11 on. */
#define Py_LIMITED_API 0x030b0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdlib.h>

#include "_loglinear.h"

/* stepwise(counts, lists, threshold, estimates, chosen): one row of `counts` a table */
static PyObject *py_stepwise(PyObject *self, PyObject *arguments)
{
    Py_buffer counts, estimates, chosen;
    int lists;
    double threshold;
    if (!PyArg_ParseTuple(arguments, "y*idw*w*", &counts, &lists, &threshold, &estimates, &chosen)) return NULL;
    Fit *fit = malloc(sizeof(Fit));
    const Py_ssize_t rows = estimates.len / (Py_ssize_t)sizeof(double), pairs = lists * (lists - 1) / 2;
    const int fits = fit && lists >= 2 && lists <= MOST_LISTS
                     && counts.len == rows * (Py_ssize_t)sizeof(double) << lists
                     && chosen.len == rows * pairs * (Py_ssize_t)sizeof(int16_t) && loglinear_prepare(fit, lists);
    if (fits) {
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t row = 0; row < rows; row++) {
            loglinear_load(fit, (const double *)counts.buf + row * fit->cells);
            ((double *)estimates.buf)[row] = loglinear_stepwise(fit, log(threshold), (int16_t *)chosen.buf + row * pairs);
        }
        Py_END_ALLOW_THREADS
        free(fit->observed);
    }
    free(fit);
    PyBuffer_Release(&counts);
    PyBuffer_Release(&estimates);
    PyBuffer_Release(&chosen);
    if (!fits) return PyErr_Format(PyExc_ValueError, "from 2 to %d lists, and arrays of matching sizes", MOST_LISTS);
    Py_RETURN_NONE;
}

/* fit_models(counts, lists, interactions, width, estimates, likelihoods, statuses): every table under every model */
static PyObject *py_fit_models(PyObject *self, PyObject *arguments)
{
    Py_buffer counts, interactions, estimates, likelihoods, statuses;
    int lists, width;
    if (!PyArg_ParseTuple(arguments, "y*iy*iw*w*w*", &counts, &lists, &interactions, &width, &estimates, &likelihoods,
                          &statuses))
        return NULL;
    Fit *fit = malloc(sizeof(Fit));
    const int sized = lists >= 2 && lists <= MOST_LISTS && width > 0;
    const Py_ssize_t rows = sized ? counts.len / (Py_ssize_t)sizeof(double) >> lists : 0;
    const Py_ssize_t models = sized ? interactions.len / (Py_ssize_t)sizeof(int32_t) / width : 0;
    const int fits = fit && sized && estimates.len == rows * models * (Py_ssize_t)sizeof(double)
                     && likelihoods.len == estimates.len && statuses.len == rows * models
                     && loglinear_prepare(fit, lists);
    if (fits) {
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t row = 0; row < rows; row++) {
            int known = 0;
            loglinear_load(fit, (const double *)counts.buf + row * fit->cells);
            for (Py_ssize_t model = 0; model < models; model++) {
                const int32_t *here = (const int32_t *)interactions.buf + model * width;
                int status = loglinear_fit(fit, here, width, known);
                /* A start from the model before can lie too far off to tell; only a fresh one decides. */
                if (status != FITTED && known) status = loglinear_fit(fit, here, width, 0);
                known = status == FITTED;
                if (known) loglinear_remember(fit);
                const Py_ssize_t place = row * models + model;
                ((char *)statuses.buf)[place] = (char)status;
                ((double *)estimates.buf)[place] = known ? fit->observed[0] + exp(fit->coefficient[0]) : NAN;
                ((double *)likelihoods.buf)[place] = known ? loglinear_evaluate(fit) : NAN;
            }
        }
        Py_END_ALLOW_THREADS
        free(fit->observed);
    }
    free(fit);
    PyBuffer_Release(&counts);
    PyBuffer_Release(&interactions);
    PyBuffer_Release(&estimates);
    PyBuffer_Release(&likelihoods);
    PyBuffer_Release(&statuses);
    if (!fits) return PyErr_Format(PyExc_ValueError, "from 2 to %d lists, and arrays of matching sizes", MOST_LISTS);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"stepwise", py_stepwise, METH_VARARGS, "Stepwise selection for each row of counts."},
    {"fit_models", py_fit_models, METH_VARARGS, "Each row of counts under each model."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_kernel", "Log-linear fits of capture tables, many at a time.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
