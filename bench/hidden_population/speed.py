"""CPU time of the whole stepwise BCa run with jackknife, as a library and as the command, one thread.

Run: python bench/hidden_population/speed.py
"""

import sys

from measure import DATA, REFERENCE_SECONDS, estimate_command, least_process_seconds, least_seconds

sys.path.insert(0, str(DATA.parents[2]))

from opennrm.statistics import hidden_population
from opennrm.statistics.hidden_population import kernel


def main() -> None:
    print(f"compiled kernel: {'yes' if kernel.AVAILABLE else 'no'}")
    print("| set | compiled, s | times less than the reference | NumPy alone, s | times less |")
    print("|---|---|---|---|---|")
    for name in ("Korea", "UKdat_4", "UKdat_5", "UKdat"):
        table = hidden_population.read_file(DATA / f"{name}.csv")
        reference = REFERENCE_SECONDS.get(name)
        cells = [name]
        for compiled in (True, False):
            estimator = hidden_population.stepwise_estimator(0.02, compiled=compiled)
            canonical = table.canonical()
            seconds = least_seconds(
                lambda canonical=canonical, estimator=estimator: hidden_population.bootstrap(
                    canonical, estimator, replications=1000, seed=1
                ),
                repeats=9,
            )
            cells += [f"{seconds:.4f}", f"{reference / seconds:,.0f}" if reference else "-"]
        print("| " + " | ".join(cells) + " |")
    table = hidden_population.read_file(DATA / "UKdat.csv")
    whole = least_seconds(lambda: hidden_population.estimate(table), repeats=9)
    print(f"estimate(UKdat), with model and exact checks: {whole:.4f} s, {282 / whole:,.0f} times less")
    command = least_process_seconds(estimate_command(str(DATA / "UKdat.csv"), "--json"), repeats=5)
    print(
        f"opennrm estimate UKdat.csv, interpreter start included: {command:.2f} s, "
        f"{282 / command:,.0f} times less"
    )
    search = least_seconds(lambda: hidden_population.search(table), repeats=3)
    print(f"all 32,768 models of pairs on six lists by BIC: {search:.3f} s")


if __name__ == "__main__":
    main()
