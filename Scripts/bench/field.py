#!/usr/bin/env python3
"""Pairs a second of the exact field of a data set: GenPhys, numpy, PyTorch, KeOps.

The field of n points at q places is v = Σ w_i v_r(r_i) (x − y_i)/r_i, w the softmax of ln G(r_i); for
Yukawa (m = 1, N = 2, where its Bessel functions are elementary) the mean rate of death comes with it.
Data: two moons, 10,000 points and 10,000 places; in 64 dimensions 1,797 patterns of ±0.75 with noise
0.05, 50,000 points and 2,000 places. Places are drawn from the kernel around data points. All sides run
in alternating rounds; the error is the largest against numpy in double precision with direct differences
at 200 places, over the root mean square of the field. GenPhys passes over points that cannot matter, which
is part of its rate. A last table shows how its time grows with n at narrow and wide widths.
"""
import math
import os
import tempfile
import time

import common

MASS = 1.0


def moons(numpy, random, n):
    angle = random.random(n) * math.pi
    upper = random.random(n) < 0.5
    x = numpy.where(upper, numpy.cos(angle), 1 - numpy.cos(angle))
    y = numpy.where(upper, numpy.sin(angle), 0.5 - numpy.sin(angle))
    points = numpy.stack([x, y], 1) + 0.05 * random.standard_normal((n, 2))
    return (points - points.mean(0)) / points.std(0)


def log_weight(lib, kind, square, t):
    if kind == "diffusion":
        return square * (-1 / (4 * t))
    if kind == "poisson":
        return -1.5 * lib.log(square + t * t)
    rho = lib.sqrt(square + t * t)
    return lib.log1p(MASS * rho) - MASS * rho - 3 * lib.log(rho)


def death(lib, square, t):
    z = MASS * lib.sqrt(square + t * t)
    return z * z / (1 + z) / t


def numpy_field(numpy, kind, x, y, t, direct):
    n, d = y.shape
    step = max(1, int(8e6 / x.itemsize / n))
    scale = 1 / (2 * t) if kind == "diffusion" else 1 / t
    squares = (y * y).sum(1)
    velocity = numpy.empty_like(x)
    for a in range(0, len(x), step):
        b = x[a:a + step]
        if direct:
            square = sum((b[:, k, None] - y[None, :, k]) ** 2 for k in range(d))
        else:
            square = (b * b).sum(1)[:, None] + squares - 2 * b @ y.T
            numpy.maximum(square, 0, out=square)
        w = log_weight(numpy, kind, square, t)
        w -= w.max(1, keepdims=True)
        numpy.exp(w, out=w)
        total = w.sum(1, keepdims=True)
        velocity[a:a + step] = (b - (w @ y) / total) * scale
        if kind == "yukawa":
            (w * death(numpy, square, t)).sum(1) / total[:, 0]
    return velocity


def torch_chunk(torch, kind, b, y, t):
    scale = 1 / (2 * t) if kind == "diffusion" else 1 / t
    if b.shape[1] > 3:
        square = torch.addmm((y * y).sum(1), b, y.T, alpha=-2)
        square = (square + (b * b).sum(1)[:, None]).clamp(min=0)
    else:
        square = sum((b[:, k, None] - y[:, k]) ** 2 for k in range(b.shape[1]))
    w = torch.softmax(log_weight(torch, kind, square, t), 1)
    v = (b - w @ y) * scale
    return (v, (w * death(torch, square, t)).sum(1)) if kind == "yukawa" else (v, None)


def torch_field(torch, chunk, kind, x, y, t):
    step = max(1, int(8e6 / 4 / len(y)))
    velocity = torch.empty_like(x)
    for a in range(0, len(x), step):
        velocity[a:a + step], _ = chunk(torch, kind, x[a:a + step], y, t)
    return velocity


def keops_field(lazy, kind, x, y, t):
    d = y.shape[1]
    square = ((lazy(x[:, None, :]) - lazy(y[None, :, :])) ** 2).sum(-1)
    scale = 1 / (2 * t) if kind == "diffusion" else 1 / t
    if kind == "yukawa":
        z = MASS * (square + t * t).sqrt()
        log = (1 + z).log() - z - 1.5 * (square + t * t).log()
        out = log.sumsoftmaxweight(lazy.cat((lazy(y[None, :, :]), z * z / (1 + z) / t), -1), dim=1)
        return (x - out[:, :d]) * scale
    log = square * (-1 / (4 * t)) if kind == "diffusion" else -1.5 * (square + t * t).log()
    return (x - log.sumsoftmaxweight(lazy(y[None, :, :]), dim=1)) * scale


def main():
    parser = common.arguments(__doc__)
    parser.add_argument(
        "--compile", action="store_true", help="also torch.compile, which needs a C++ compiler")
    options = parser.parse_args()
    common.peers()
    import numpy
    import torch

    try:
        import pykeops
        pykeops.set_verbose(False)
        from pykeops.torch import LazyTensor
    except Exception:  # pykeops fails in many ways where its compiler is missing
        LazyTensor = None
    executable = common.build("genphys-bench")
    torch.set_num_threads(common.threads(options))
    print("machine: " + common.machine())
    print("peers: numpy %s, PyTorch %s, KeOps %s" % (
        numpy.__version__, torch.__version__, "yes" if LazyTensor else "none"))
    random = numpy.random.default_rng(0)
    small, large, few = (1000, 3000, 200) if options.quick else (10000, 50000, 2000)
    y2 = moons(numpy, random, small)
    patterns = 0.75 * numpy.sign(random.standard_normal((1797, 64)))
    y64 = patterns[random.integers(0, 1797, large)] + 0.05 * random.standard_normal((large, 64))
    cases = [("diffusion", y2, small, 0.045), ("poisson", y2, small, 0.3),
             ("yukawa", y2, small, 0.3), ("diffusion", y64, few, 0.045)]
    rows, results = [], []
    rounds = 1 if options.quick else options.rounds
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("y.npy", "x.npy", "v.npy")]

        def ours(kind, t, repeats):
            name = "yukawa(m = 1)" if kind == "yukawa" else kind
            return common.genphys(
                executable, "field", "--process", name, "--data", paths[0], "--queries", paths[1],
                "--time", t, "--out", paths[2], "--rounds", repeats, "--threads", options.threads)

        for kind, y, q, t in cases:
            n, d = y.shape
            u = numpy.full(q, t) if kind == "diffusion" else (
                numpy.minimum(t * t / 4 / random.gamma(0.5, 1.0, q), 25.0))
            x = y[random.integers(0, n, q)]
            x = x + numpy.sqrt(2 * u)[:, None] * random.standard_normal((q, d))
            numpy.save(paths[0], y)
            numpy.save(paths[1], x)
            pick = random.choice(q, min(200, q), replace=False)
            reference = numpy_field(numpy, kind, x[pick], y, t, True)
            size = math.sqrt((reference ** 2).sum(1).mean())
            x32, y32 = x.astype(numpy.float32), y.astype(numpy.float32)
            xt, yt = torch.from_numpy(x32), torch.from_numpy(y32)
            ways = {
                "numpy": lambda: numpy_field(numpy, kind, x32, y32, t, d < 4),
                "PyTorch": lambda: torch_field(torch, torch_chunk, kind, xt, yt, t).numpy()}
            if options.compile:
                chunk = torch.compile(torch_chunk, dynamic=False)
                ways["torch.compile"] = (
                    lambda: torch_field(torch, chunk, kind, xt, yt, t).numpy())
            if LazyTensor:
                ways["KeOps"] = lambda: keops_field(LazyTensor, kind, xt, yt, t).numpy()
            times, errors = {"GenPhys": []}, {}

            def error(velocity):
                return numpy.linalg.norm(velocity[pick] - reference, axis=1).max() / size

            for way in list(ways):
                try:
                    errors[way] = error(ways[way]())
                    times[way] = []
                except Exception as problem:  # a package that does not compile here
                    print("%s, %s: %s" % (kind, way, str(problem)[:200]))
                    del ways[way]
            for _ in range(rounds):
                times["GenPhys"].append(ours(kind, t, 3)["seconds"])
                for way, function in ways.items():
                    start = time.perf_counter()
                    function()
                    times[way].append(time.perf_counter() - start)
            errors["GenPhys"] = error(numpy.load(paths[2]))
            rate = {way: n * q / common.median(times[way]) for way in times}
            best = max(rate[way] for way in ways)
            for way in times:
                results.append({"kernel": kind, "dimension": d, "n": n, "q": q, "way": way,
                                "pairs_per_second": rate[way], "error": errors[way]})
                rows.append([
                    "%s, N = %d" % (kind, d), way, "%.2f" % (rate[way] / 1e9),
                    "%.1e" % errors[way],
                    "**%.1f**" % (rate[way] / best) if way == "GenPhys" else ""])
        common.table(
            "Exact field, 10⁹ pairs a second",
            ["kernel", "way", "rate", "error", "× best peer"], rows)

        growth = []
        for kind, t in (("diffusion", 0.5 * 0.05 ** 2), ("diffusion", 0.5), ("poisson", 0.05)):
            line = ["%s, t = %g" % (kind, t)]
            for n in [1000, 10000] if options.quick else [1000, 10000, 100000, 1000000]:
                y = moons(numpy, random, n)
                numpy.save(paths[0], y)
                numpy.save(paths[1], y[:1000] + 0.05 * random.standard_normal((1000, 2)))
                seconds = ours(kind, t, 1)["best_seconds"]
                results.append({"kernel": kind, "t": t, "n": n, "microseconds": 1e3 * seconds})
                line.append("%.2f" % (1e3 * seconds))
            growth.append(line)
        common.table(
            "Microseconds a query over n points, N = 2",
            ["kernel", "n = 1,000", "10,000", "100,000", "1,000,000"][:len(growth[0])], growth)
    common.finish(options, "field", results)


if __name__ == "__main__":
    main()
