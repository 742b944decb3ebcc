#!/usr/bin/env python3
"""Times `genphys check` on every known answer, beside sympy on what sympy can ask.

Each row is a process whose verdict is known. genphys is timed as a whole process, start included, and its
verdict is compared with the known one. sympy has no notion of C1; it is asked only for C2: for which
k > 0 is Re lambda(k) <= Re lambda(0)? Its import is not counted.
"""
import json
import multiprocessing
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import common

# name, parameters, omega as lambda (omega = -i*lambda), source, verdict, lambda for sympy or None
ROWS = [
    ("diffusion", "", "k^2", "0", "yes", "k**2"),
    ("poisson", "", "k", "0", "yes", "k"),
    ("yukawa_m", "m", "sqrt(k^2 + m^2)", "-m^2*phi", "yes", "sqrt(k**2 + m**2)"),
    ("yukawa_uniform_m", "m", "sqrt(k^2 + m^2)", "-m*p", "yes", "sqrt(k**2 + m**2)"),
    ("yukawa_2", "", "sqrt(k^2 + 4)", "-4*phi", "yes", "sqrt(k**2 + 4)"),
    ("fractional_1_5", "", "k^1.5", "0", "yes", "k**Rational(3, 2)"),
    ("fractional_alpha", "alpha", "k^alpha", "0", "yes", "k**alpha"),
    ("relativistic_m", "m", "sqrt(k^2 + m^2) - m", "0", "yes", "sqrt(k**2 + m**2) - m"),
    ("variance_gamma", "", "log(1 + k^2)", "0", "yes", "log(1 + k**2)"),
    ("compound_poisson", "", "1 - exp(-k^2)", "0", "yes", "1 - exp(-k**2)"),
    ("killed_kappa", "kappa", "k^2 + kappa", "-kappa*p", "yes", "k**2 + kappa"),
    ("pfgmpp_128", "", "k*besselk(63, k*t)/besselk(64, k*t)", "0", "yes", None),
    ("bessel_quotient", "", "k*besselk(0, k)/besselk(1, k)", "0", "yes",
     "k*besselk(0, k)/besselk(1, k)"),
    ("hyperdiffusion", "", "k^4", "0", "no", "k**4"),
    ("fractional_2_5", "", "k^2.5", "0", "no", "k**Rational(5, 2)"),
    ("wave", "", "±i*k", "0", "no", "I*k"),
    ("klein_gordon_m", "m", "±i*sqrt(k^2 + m^2)", "-m^2*phi", "no", "I*sqrt(k**2 + m**2)"),
    ("schrodinger", "", "i*k^2", "0", "no", "I*k**2"),
    ("airy", "", "-i*k^3", "0", "no", "-I*k**3"),
    ("helmholtz_k0", "k0", "sqrt(k^2 - k0^2)", "k0^2*phi", "no", "sqrt(k**2 - k0**2)"),
    ("dissipative_wave", "eps, c", "eps ± sqrt(eps^2 - c^2*k^2)", "0", "yes",
     "eps - sqrt(eps**2 - c**2*k**2)"),
    ("kuramoto_sivashinsky", "", "k^4 - k^2", "0", "no", "k**4 - k**2"),
    ("swift_hohenberg", "", "(k^2 - 1)^2 - 1/10", "-9/10*p", "no", "(k**2 - 1)**2 - Rational(1, 10)"),
    ("complex_diffusion", "", "(0.5 + i)*k^2", "0", "no", "(Rational(1, 2) + I)*k**2"),
    ("flat", "", "k^2 - sin(k)^2", "0", "no", "k**2 - sin(k)**2"),
]
EXPECTED = {"yes": "s-generative", "no": "not s-generative"}


def declaration(row):
    name, parameters, rate, source, _, _ = row
    head = f"{name}({parameters})" if parameters else name
    return f"pde {head} {{\n  omega = -i*({rate})\n  source = {source}\n}}\n"


def time_genphys(binary, row, folder, runs):
    """The median time in seconds, and the verdict."""
    script = folder / f"{row[0]}.gp"
    script.write_text(declaration(row))
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = subprocess.run(
            [binary, "check", str(script), "--json"], capture_output=True, text=True)
        times.append(time.perf_counter() - start)
    lines = result.stdout.splitlines()
    answer = json.loads(lines[0]) if lines else {}
    return statistics.median(times), answer.get("verdict", "error")


def ask_sympy(text, queue):
    import sympy
    k = sympy.Symbol("k", positive=True)
    names = {n: sympy.Symbol(n, positive=True) for n in ("m", "alpha", "kappa", "k0", "eps", "c")}
    start = time.perf_counter()
    try:
        rate = sympy.sympify(text, locals={"k": k, **names})
        gap = sympy.simplify(sympy.re(rate - sympy.limit(rate, k, 0)))
        x = sympy.Symbol("x", real=True)
        free = gap.free_symbols - {k}
        if gap.is_positive:
            answer = "positive"
        elif gap.is_zero:
            answer = "violated"
        elif free:
            answer = "no answer"
        else:
            where = sympy.solveset(gap.subs(k, x) <= 0, x, sympy.Interval.open(0, sympy.oo))
            answer = "positive" if where is sympy.S.EmptySet else str(where)
            if "ConditionSet" in answer or "Intersection" in answer:
                answer = "no answer"
    except Exception:
        answer = "no answer"
    queue.put((time.perf_counter() - start, answer))


def time_sympy(text, limit):
    queue = multiprocessing.Queue()
    worker = multiprocessing.Process(target=ask_sympy, args=(text, queue))
    worker.start()
    try:
        return queue.get(timeout=limit)
    except Exception:
        return limit, f"none in {limit} s"
    finally:
        worker.kill()
        worker.join()


def main():
    parser = common.arguments(__doc__)
    parser.add_argument("--limit", type=float, default=20, help="seconds for sympy a row")
    options = parser.parse_args()
    binary = common.build("genphys")
    common.peers()
    print(common.machine() + "\n")
    runs = 1 if options.quick else options.rounds
    wrong = 0
    own = []
    print(f"{'row':22} {'genphys':>9}  {'verdict':18} {'sympy, C2':>9}  ratio  sympy's answer")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for row in ROWS:
            seconds, verdict = time_genphys(binary, row, folder, runs)
            own.append(seconds)
            line = f"{row[0]:22} {seconds:8.3f}s  {verdict:18}"
            if verdict != EXPECTED[row[4]]:
                wrong += 1
                line += " <- expected " + EXPECTED[row[4]]
            elif row[5]:
                other, answer = time_sympy(row[5], options.limit)
                line += f" {other:8.3f}s {other / seconds:6.1f}  {answer[:40]}"
            print(line, flush=True)
    print(f"genphys: median {statistics.median(own):.3f} s, slowest {max(own):.3f} s, {wrong} wrong")
    common.finish(options, "verdicts", dict(zip((row[0] for row in ROWS), own)))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
