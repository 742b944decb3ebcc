#!/usr/bin/env python3
"""How good samples are: sliced Wasserstein-1 over its noise floor, for processes and data sets.

Every cell is the median over seeds of one training each (3,000 steps of 512, three layers of 256
units, 4,000 points) and 4,000 samples at 35 evaluations by the default solver: 1 means samples that
cannot be told from fresh data. Beside it stands the exact field of the same points, which needs no
training and shows what the solver alone costs.
"""
import json
import time

import common

PROCESSES = ["diffusion", "poisson", "pfgmpp(D = 128)", "yukawa(m = 1)", "yukawa_uniform(m = 1)",
             "fractional(alpha = 1.5)", "fractional(alpha = 0.8)", "relativistic(m = 1)",
             "variance_gamma"]
DATA = ["two_moons", "swiss_roll", "checkerboard", "eight_gaussians"]

HEAVY = ["k^0.2", "k^0.3", "k^0.5", "k + k^0.3", "k^1.5 + k^0.5", "k^2 + 0.5*k^0.2",
         "0.1*k^0.2 + k^2"]


def cell(executable, script, seed, threads):
    """Runs a script and returns the JSON objects of its cells."""
    output = common.script(executable, script, seed, threads, "--json")
    cells = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    if not cells:
        raise RuntimeError("nothing was printed")
    return cells


def ratio(cells):
    return [c["value"] for c in cells if c.get("type") == "scores"][-1]["sliced_wasserstein"]["ratio"]


def main():
    parser = common.arguments(__doc__)
    parser.add_argument("--processes", nargs="+", default=PROCESSES, metavar="PROCESS")
    parser.add_argument("--data", nargs="+", default=DATA, choices=DATA)
    parser.add_argument("--seeds", type=int, default=3, help="trainings a cell (default 3)")
    parser.add_argument("--heavy", action="store_true", help="heavy tails only")
    parser.add_argument("--samples", type=int, help="samples a score (default 4000, heavy 2000)")
    options = parser.parse_args()
    if options.heavy:
        options.processes = HEAVY if options.processes == PROCESSES else options.processes
    count = options.samples or (2000 if options.heavy else 4000)
    executable = common.build("genphys")
    print("machine: " + common.machine())
    steps, seeds = (100, 1) if options.quick else (3000, options.seeds)
    results, rows = [], []
    for process in options.processes:
        row = [process]
        for data in options.data:
            points = "d = %s(n = 4000, seed = 1)\n" % data
            points += ("pde p { omega = -i*(%s) };\n" if options.heavy else "p = %s\n") % process
            trained, seconds = [], []
            try:
                for seed in range(seeds):
                    start = time.perf_counter()
                    trained.append(ratio(cell(
                        executable, points + "m = train(p, d, steps = %d)\n" % steps
                        + "score(sample(m, n = %d), d)" % count, seed, options.threads)))
                    seconds.append(time.perf_counter() - start)
                exact = ratio(cell(
                    executable, points + "score(sample(p, data = d, n = %d), d)" % count, 0,
                    options.threads))
            except RuntimeError as problem:
                print("%s on %s: %s" % (process, data, problem))
                row.append("failed")
                continue
            middle = common.median(trained)
            results.append({"process": process, "data": data, "ratios": trained, "exact": exact,
                            "seconds": common.median(seconds)})
            row.append("%.2f (%.2f)" % (middle, exact))
            print("%s on %s: %s, exact %.2f, %.0f s" % (
                process, data, ", ".join("%.2f" % r for r in trained), exact,
                common.median(seconds)), flush=True)
        rows.append(row)
    common.table(
        "Sliced Wasserstein-1 over its noise floor: trained (exact field)",
        ["process"] + options.data, rows)
    common.finish(options, "quality", results)


if __name__ == "__main__":
    main()
