"""Side by side with the R packages, minutes apart on the same machine, where R is present.

SparseMSE, and its successor MultipleSystemsEstimation, are asked for the same table and number of
replications; CPU seconds of each. Without Rscript or the packages it says so and ends.

Run: python bench/hidden_population/compare_with_r.py [set] [replications]
"""

import json
import shutil
import subprocess
import sys

from measure import DATA, HERE, least_seconds

sys.path.insert(0, str(DATA.parents[2]))

from opennrm.statistics import hidden_population


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "UKdat_5"
    replications = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    table = hidden_population.read_file(DATA / f"{name}.csv")
    ours = least_seconds(lambda: hidden_population.estimate(table, replications=replications), repeats=5)
    size = hidden_population.estimate(table, replications=replications).size
    print(f"{'opennrm':<28}{size:>14.4f}{ours:>12.4f} s")
    if shutil.which("Rscript") is None:
        print("There is no Rscript here; install R with SparseMSE to compare.")
        return
    script = [str(HERE / "compare_with_r.R"), str(DATA / f"{name}.csv"), str(replications)]
    done = subprocess.run(["Rscript", *script], capture_output=True, text=True, check=False)
    print(done.stderr.strip())
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            found = json.loads(line)
            package = f"{found['package']} {found['version']}"
            ratio = found["seconds"] / ours
            print(
                f"{package:<28}{found['estimate']:>14.4f}{found['seconds']:>12.4f} s{ratio:>12,.0f} times "
                "ours"
            )


if __name__ == "__main__":
    main()
