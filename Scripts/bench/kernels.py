#!/usr/bin/env python3
"""Green's functions of lambda = k^1.5: GenPhys, scipy, mpmath and FFTLog in one run.

For N = 1, 2, 3 and 200 random (r, t), r from 1e-2 to 1e2 and t from 1e-2 to 1e2, every method
computes G(r, t); all answers are compared with 30-digit values (a power series at high precision or
the asymptotic series, whichever is proven by its next term, by mpmath). Printed are microseconds a
point (the median of several passes) and the worst and the median relative error. Below follow the
compiled process and the kernel sampler. Figures of a busy machine are noisy; compare those of one
run only.
"""
import json
import math
import os
import random
import statistics
import sys
import tempfile
import time

import common

ALPHA = 1.5

# A closed density with bent rays, a rough law, a meromorphic one, an atom above diffusion, an algebraic
# tail with a mean, a schedule, jumps over an all but empty place.
COMPILED = ["relativistic", "variance_gamma", "k*tanh(k)", "k^2/(1+k^2) + k^2/10", "k^2/(1+k)",
            "2*t*k^1.5 + k", "k^2 + 1 - exp(-k)"]


def arguments():
    parser = common.arguments(__doc__)
    parser.add_argument("--points", type=int, default=200, help="random (r, t) a dimension")
    parser.add_argument("--slow-points", type=int, default=4, help="points for mpmath's quadosc")
    return parser.parse_args()


def reference(mp, n, x):
    """G(x, 1) to 30 digits."""
    mp.mp.dps = 40
    alpha = mp.mpf(3) / 2
    x = mp.mpf(x)
    if x > 8.5:
        # Algebraic tail: asymptotic in x^(-alpha); the first omitted term bounds the error.
        total = mp.mpf(0)
        for j in range(1, 400):
            term = (
                (-1) ** j / mp.factorial(j) * 2 ** (alpha * j) * mp.gamma((n + alpha * j) / 2)
                / (mp.pi ** (mp.mpf(n) / 2)) * mp.rgamma(-alpha * j / 2) * x ** (-n - alpha * j)
            )
            if j > 200 and abs(term) > abs(total) * mp.mpf(10) ** -20:
                raise ArithmeticError("the asymptotic series does not reach 30 digits")
            total += term
            if term != 0 and abs(term) < abs(total) * mp.mpf(10) ** -32:
                return total
    # The power series converges everywhere; its largest term says how many digits cancel.
    mp.mp.dps = 60 + int(0.15 * float(x) ** 3)
    x = mp.mpf(x)
    alpha = mp.mpf(3) / 2
    quarter = -x * x / 4
    total, power, largest = mp.mpf(0), mp.mpf(1), mp.mpf(0)
    j = 0
    while True:
        term = power * mp.gamma((n + 2 * j) / alpha) / mp.gamma(mp.mpf(n) / 2 + j)
        total += term
        largest = max(largest, abs(term))
        if abs(term) < largest * mp.mpf(10) ** -(mp.mp.dps - 5) and j > 4:
            break
        j += 1
        power *= quarter / j
    if largest * mp.mpf(10) ** -(mp.mp.dps - 8) > abs(total) * mp.mpf(10) ** -30:
        raise ArithmeticError("the power series lost its digits")
    scale = (2 * mp.pi) ** -n * 2 * mp.pi ** (mp.mpf(n) / 2) / alpha
    return +(scale * total)


def scipy_value(n, r, t):
    import numpy as np
    from scipy.integrate import quad
    from scipy.special import j0

    if n == 2:
        end = (40 / t) ** (1 / ALPHA)
        f = lambda k: k * j0(k * r) * math.exp(-t * k**ALPHA)
        value, _ = quad(f, 0, end, epsabs=0, epsrel=1e-12, limit=2000)
        return value / (2 * math.pi)
    weight = "cos" if n == 1 else "sin"
    f = (lambda k: math.exp(-t * k**ALPHA)) if n == 1 else (lambda k: k * math.exp(-t * k**ALPHA))
    value, _ = quad(
        f, 0, np.inf, weight=weight, wvar=r, epsabs=1e-13, limlst=2000, limit=2000
    )
    return value / math.pi if n == 1 else value / (2 * math.pi**2 * r)


def mpmath_value(mp, n, r, t):
    mp.mp.dps = 20
    r, t, a = mp.mpf(r), mp.mpf(t), mp.mpf(3) / 2
    if n == 1:
        return mp.quadosc(lambda k: mp.cos(k * r) * mp.exp(-t * k**a), [0, mp.inf], omega=r) / mp.pi
    if n == 3:
        f = lambda k: k * mp.sin(k * r) * mp.exp(-t * k**a)
        return mp.quadosc(f, [0, mp.inf], omega=r) / (2 * mp.pi**2 * r)
    f = lambda k: k * mp.besselj(0, k * r) * mp.exp(-t * k**a)
    zeros = lambda j: mp.besseljzero(0, j) / r
    return mp.quadosc(f, [0, mp.inf], zeros=zeros) / (2 * mp.pi)


def fftlog_grid(n, t):
    """ln r and G on a grid of 8192 points by one fast Hankel transform."""
    import numpy as np
    from scipy.fft import fht

    count, mu = 8192, n / 2 - 1
    dln = math.log(1e16) / count
    width = t ** (1 / ALPHA)
    k = np.exp((np.arange(count) - (count - 1) / 2) * dln) / width
    a = k ** (n / 2) * np.exp(-t * k**ALPHA)
    # The middles of the two grids are reciprocal.
    g = fht(a, dln, mu=mu, offset=0.0)
    r = np.exp((np.arange(count) - (count - 1) / 2) * dln) * width
    return np.log(r), g / r * (2 * math.pi * r) ** (-n / 2) * r ** (1 - n / 2) / r ** (-n / 2)


def fftlog_values(n, points):
    from scipy.interpolate import CubicSpline

    values = []
    for r, t in points:
        x, g = fftlog_grid(n, t)
        values.append(float(CubicSpline(x, g)(math.log(r))))
    return values


def errors(values, exact):
    result = []
    for value, truth in zip(values, exact):
        error = abs(float((value - truth) / truth))
        result.append(error if math.isfinite(error) else math.inf)
    return result


def show(name, n, microseconds, errs, note=""):
    bad = sum(1 for e in errs if not math.isfinite(e))
    finite = sorted(e for e in errs if math.isfinite(e))
    worst = "inf" if bad else f"{finite[-1]:.1e}"
    median = f"{statistics.median(finite):.1e}" if finite else "-"
    print(f"{name:28} {n:2} {microseconds:12.2f} {worst:>10} {median:>10}   {note}")


def main():
    options = arguments()
    if options.quick:
        options.points, options.slow_points = 20, 1
    executable = common.build("genphys-bench")
    common.peers()
    import mpmath as mp

    print(common.machine() + "\n")
    random.seed(7)
    tasks = []
    for n in (1, 2, 3):
        points = [
            (10 ** random.uniform(-2, 2), 10 ** random.uniform(-2, 2))
            for _ in range(options.points)
        ]
        tasks.append((n, points))
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(
            [{"dim": n, "r": [p[0] for p in ps], "t": [p[1] for p in ps]} for n, ps in tasks], file
        )
    others = [name if name.isidentifier() else f"pde p {{ omega = -i*({name}) }}; p"
              for name in COMPILED]
    report = common.genphys(
        executable, "kernels", "--points", file.name, "--rounds", 2 * options.rounds,
        "--others", *others)
    os.unlink(file.name)

    print(f"G(r, t) of lambda = k^1.5, {options.points} random points a dimension")
    print(f"{'method':28} {'N':>2} {'us a point':>12} {'worst':>10} {'median':>10}   relative error")
    for (n, points), answer in zip(tasks, report["answers"]):
        exact = []
        for r, t in points:
            scale = mp.mpf(t) ** (-1 / mp.mpf("1.5"))
            exact.append(reference(mp, n, mp.mpf(r) * scale) * scale**n)
        count = len(points)
        first, rest = answer["passes"][0], answer["passes"][1:]
        errs = errors(answer["value"], exact)
        held = sum(
            1 for v, e, x in zip(answer["value"], answer["error"], exact) if abs(v - x) <= e
        )
        show("genphys", n, 1e6 * statistics.median(rest) / count, errs,
            f"error bars hold at {held} of {count}")
        show("genphys, first pass", n, 1e6 * first / count, errs, "derivation of the law included")
        times, values = [], []
        for _ in range(3):
            start = time.perf_counter()
            values = [scipy_value(n, r, t) for r, t in points]
            times.append(time.perf_counter() - start)
        show("scipy.integrate.quad", n, 1e6 * statistics.median(times) / count, errors(values, exact))
        few = points[: options.slow_points]
        start = time.perf_counter()
        values = [mpmath_value(mp, n, r, t) for r, t in few]
        show("mpmath.quadosc, 20 digits", n, 1e6 * (time.perf_counter() - start) / len(few),
            errors(values, exact[: len(few)]), f"{len(few)} points")
        start = time.perf_counter()
        values = fftlog_values(n, points)
        show("FFTLog (scipy.fft.fht)", n, 1e6 * (time.perf_counter() - start) / count,
            errors(values, exact), "a grid of 8192 a point")
    print()
    print("Compiled for data of deviation 0.5")
    names = [name for name in ["k^1.3 + 0.2 k^2", *COMPILED] for _ in range(2)]
    for name, row in zip(names, report["compilations"]):
        print(
            f"  {name:22} N = {row['dim']:5} built in {row['seconds']:.2f} s, worst relative error of the "
            f"velocity at 100 kernel points {row['worstError']:.1e} "
            f"(stated {row['statedError']:.1e}), "
            f"{row['nanosecondsPerPoint']:.0f} ns a velocity"
        )
    print("1,000,000 kernel points of k^1.3 + 0.2 k^2 at N = 64")
    for row in report["samplings"]:
        print(
            f"  t = {row['time']}: {row['seconds']:.2f} s, Kolmogorov-Smirnov sqrt(n) D = "
            f"{row['kolmogorov']:.2f} (1.95 once in a thousand)"
        )
    common.finish(options, "kernels", report)


if __name__ == "__main__":
    main()
