/* Compares filters of 1,024 bits, all of one list with all of another, and keeps the pairs that have enough bits in
 * common. Written with the stable interface, so that one build serves every Python from 3.11 on.
 *
 * The second list comes in blocks of eight filters, word by word: word 0 of all eight, then word 1 of all eight. So eight
 * pairs are compared at once, without adding up across a register. */
#define Py_LIMITED_API 0x030b0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define ON_X86 1
#else
#define ON_X86 0
#endif

#define WORDS 16
#define LANES 8
#define MOST_BITS (WORDS * 64)
/* After so many words it is looked whether any of the eight pairs can still have enough in common. */
#define FIRST_WORDS 10
/* So many filters of the first list stay near the processor while a block is compared with them. */
#define TILE 64

typedef struct {
    const uint64_t *ours;       /* WORDS for each filter */
    const int32_t *our_bits;    /* how many bits each has */
    const int32_t *our_rest;    /* how many of them after the first words */
    const int32_t *begin, *end; /* blocks that can have partners of each */
    Py_ssize_t count;
    const uint64_t *theirs;     /* WORDS * LANES for each block */
    const int32_t *their_bits;  /* LANES for each block */
    const int32_t *their_rest;  /* for each block the most that one of its filters has after the first words */
    Py_ssize_t blocks;
    const int32_t *need;        /* by the bits of both together: how many they need in common */
    int32_t *found;             /* first, second, in common */
    Py_ssize_t room, kept;
} Work;

static inline int least(int one, int other) { return one < other ? one : other; }

/* The pairs are counted on when there is no room left, so that the caller knows how much to bring. */
static inline void keep(Work *work, Py_ssize_t ours, Py_ssize_t block, int lane, int common)
{
    if (work->kept < work->room) {
        int32_t *found = work->found + 3 * work->kept;
        found[0] = (int32_t)ours;
        found[1] = (int32_t)(block * LANES + lane);
        found[2] = common;
    }
    work->kept++;
}

static inline void keep_enough(Work *work, Py_ssize_t ours, Py_ssize_t block, const uint64_t *common)
{
    const int32_t *bits = work->their_bits + block * LANES;
    for (int lane = 0; lane < LANES; lane++)
        if ((int)common[lane] >= work->need[work->our_bits[ours] + bits[lane]])
            keep(work, ours, block, lane, (int)common[lane]);
}

/* The least that one of the eight pairs needs in common after the first words. Filters are sorted by their bits, so the
 * first of a block needs least. */
static inline int needed_early(const Work *work, Py_ssize_t ours, Py_ssize_t block)
{
    const int need = work->need[work->our_bits[ours] + work->their_bits[block * LANES]];
    return need - least(work->our_rest[ours], work->their_rest[block]);
}

#define EACH_PAIR_OF_TILES(work, compare_block)                                                                         \
    for (Py_ssize_t tile = 0; tile < (work)->count; tile += TILE) {                                                     \
        const Py_ssize_t last = tile + TILE < (work)->count ? tile + TILE : (work)->count;                              \
        int32_t first_block = (work)->begin[tile], end_block = (work)->end[tile];                                       \
        for (Py_ssize_t ours = tile + 1; ours < last; ours++) {                                                         \
            if ((work)->begin[ours] < first_block) first_block = (work)->begin[ours];                                   \
            if ((work)->end[ours] > end_block) end_block = (work)->end[ours];                                           \
        }                                                                                                               \
        for (Py_ssize_t block = first_block; block < end_block; block++) compare_block;                                 \
    }

static inline __attribute__((always_inline)) void compare_words(Work *work, Py_ssize_t tile, Py_ssize_t last,
                                                                 Py_ssize_t block)
{
    const uint64_t *theirs = work->theirs + block * WORDS * LANES;
    for (Py_ssize_t ours = tile; ours < last; ours++) {
        if (block < work->begin[ours] || block >= work->end[ours]) continue;
        const uint64_t *mine = work->ours + ours * WORDS;
        const int early = needed_early(work, ours, block);
        uint64_t common[LANES] = {0};
        int possible = 0;
        for (int lane = 0; lane < LANES; lane++) {
            for (int word = 0; word < FIRST_WORDS; word++)
                common[lane] += (uint64_t)__builtin_popcountll(mine[word] & theirs[word * LANES + lane]);
            possible |= (int)common[lane] >= early;
        }
        if (!possible) continue;
        for (int lane = 0; lane < LANES; lane++)
            for (int word = FIRST_WORDS; word < WORDS; word++)
                common[lane] += (uint64_t)__builtin_popcountll(mine[word] & theirs[word * LANES + lane]);
        keep_enough(work, ours, block, common);
    }
}

static void compare_anywhere(Work *work) { EACH_PAIR_OF_TILES(work, compare_words(work, tile, last, block)) }

#if ON_X86
__attribute__((target("popcnt"))) static void compare_popcnt(Work *work)
{
    EACH_PAIR_OF_TILES(work, compare_words(work, tile, last, block))
}

__attribute__((target("avx512f,avx512vpopcntdq"))) static void compare_block_512(Work *work, Py_ssize_t tile,
                                                                                  Py_ssize_t last, Py_ssize_t block)
{
    __m512i theirs[WORDS];
    for (int word = 0; word < WORDS; word++)
        theirs[word] = _mm512_loadu_si512(work->theirs + (block * WORDS + word) * LANES);
    for (Py_ssize_t ours = tile; ours < last; ours++) {
        if (block < work->begin[ours] || block >= work->end[ours]) continue;
        const long long *mine = (const long long *)(work->ours + ours * WORDS);
        __m512i common = _mm512_setzero_si512();
        for (int word = 0; word < FIRST_WORDS; word++)
            common = _mm512_add_epi64(
                common, _mm512_popcnt_epi64(_mm512_and_si512(theirs[word], _mm512_set1_epi64(mine[word]))));
        if (!_mm512_cmpge_epi64_mask(common, _mm512_set1_epi64(needed_early(work, ours, block)))) continue;
        for (int word = FIRST_WORDS; word < WORDS; word++)
            common = _mm512_add_epi64(
                common, _mm512_popcnt_epi64(_mm512_and_si512(theirs[word], _mm512_set1_epi64(mine[word]))));
        const int32_t *need = work->need + work->our_bits[ours];
        if (!_mm512_cmpge_epi64_mask(common, _mm512_set1_epi64(need[work->their_bits[block * LANES]]))) continue;
        uint64_t each[LANES];
        _mm512_storeu_si512(each, common);
        keep_enough(work, ours, block, each);
    }
}

__attribute__((target("avx512f,avx512vpopcntdq"))) static void compare_512(Work *work)
{
    EACH_PAIR_OF_TILES(work, compare_block_512(work, tile, last, block))
}
#endif

/* The best that this processor can do, or at most what is asked for. */
static int compare(Work *work, int level)
{
#if ON_X86
    __builtin_cpu_init();
    if (level >= 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vpopcntdq")) {
        compare_512(work);
        return 2;
    }
    if (level >= 1 && __builtin_cpu_supports("popcnt")) {
        compare_popcnt(work);
        return 1;
    }
#endif
    compare_anywhere(work);
    return 0;
}

/* Whether every number is one that the kernel may use as a place. */
static int within(const Py_buffer *numbers, Py_ssize_t most)
{
    const int32_t *number = numbers->buf;
    for (Py_ssize_t place = 0; place < numbers->len / (Py_ssize_t)sizeof(int32_t); place++)
        if (number[place] < 0 || number[place] > most) return 0;
    return 1;
}

enum { OURS, OUR_BITS, OUR_REST, BEGIN, END, THEIRS, THEIR_BITS, THEIR_REST, NEED, FOUND, BUFFERS };

/* compare(ours, our_bits, our_rest, begin, end, theirs, their_bits, their_rest, need, found, level): how many pairs there
 * are, of which as many as there is room for are in `found`; and the level that was used */
static PyObject *py_compare(PyObject *self, PyObject *arguments)
{
    Py_buffer b[BUFFERS];
    int level;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*y*y*y*y*w*i", &b[OURS], &b[OUR_BITS], &b[OUR_REST], &b[BEGIN], &b[END],
                          &b[THEIRS], &b[THEIR_BITS], &b[THEIR_REST], &b[NEED], &b[FOUND], &level))
        return NULL;
    const Py_ssize_t one = sizeof(int32_t), count = b[OUR_BITS].len / one, blocks = b[THEIR_REST].len / one;
    const int fits = b[OURS].len == count * WORDS * 8 && b[OUR_REST].len == count * one && b[BEGIN].len == count * one
                     && b[END].len == count * one && b[THEIRS].len == blocks * WORDS * LANES * 8
                     && b[THEIR_BITS].len == blocks * LANES * one && b[NEED].len == (2 * MOST_BITS + 1) * one
                     && within(&b[OUR_BITS], MOST_BITS) && within(&b[THEIR_BITS], MOST_BITS)
                     && within(&b[BEGIN], blocks) && within(&b[END], blocks);
    Work work = {b[OURS].buf, b[OUR_BITS].buf, b[OUR_REST].buf, b[BEGIN].buf, b[END].buf, count,
                 b[THEIRS].buf, b[THEIR_BITS].buf, b[THEIR_REST].buf, blocks, b[NEED].buf,
                 b[FOUND].buf, b[FOUND].len / (3 * one), 0};
    if (fits) {
        Py_BEGIN_ALLOW_THREADS
        level = compare(&work, level);
        Py_END_ALLOW_THREADS
    }
    for (int buffer = 0; buffer < BUFFERS; buffer++) PyBuffer_Release(&b[buffer]);
    if (!fits) return PyErr_Format(PyExc_ValueError, "filters of %d bits, and arrays of matching sizes", MOST_BITS);
    return Py_BuildValue("ni", work.kept, level);
}

static PyMethodDef methods[] = {
    {"compare", py_compare, METH_VARARGS, "Pairs of filters that have enough bits in common."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_kernel", "Compares filters of 1,024 bits, eight pairs at a time.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
