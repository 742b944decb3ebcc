#!/usr/bin/env python3
"""Handwritten digits in 64 dimensions: GenPhys against EDM in PyTorch at one budget.

Both sides train three layers of 512 units for 5,000 steps of 256 on all of the data and draw as many
samples with 35 evaluations: GenPhys by `sde`, PyTorch by Heun's method as EDM has it, with a cosine
decay of Adam's rate and an average of the weights. Energy distance between all samples and all data,
mean of five sets a training, in units of pixel/8 (independent data of these numbers would come to
about .0067, copies to .003); memorisation: the median distance from a sample to the nearest datum
over that between data (about 1: fresh, near 0: copies). The two must be read together.
"""
import csv
import math
import os
import shutil
import tempfile
import time

import common

DIGITS = os.path.join(common.ROOT, "Examples", "data", "digits.csv")
WIDTH, BATCH, DEVIATION, SETS = 512, 256, 0.5, 5


def ours(executable, np, steps, seed, count, threads):
    """Sets of samples of GenPhys, in units of pixel/8, and the seconds of a run."""
    with tempfile.TemporaryDirectory() as folder:
        script = (
            'd = load("digits.csv", label = "label")\n'
            "m = train(diffusion, d, steps = %d, batch = %d, width = %d)\n" % (steps, BATCH, WIDTH))
        for k in range(SETS):
            script += 'save("samples%d.csv", sample(m, n = %d, solver = "sde", seed = %d))\n' % (
                k, count, k)
        shutil.copy(DIGITS, folder)
        start = time.perf_counter()
        common.script(executable, script, seed, threads, folder=folder)
        seconds = time.perf_counter() - start
        files = [os.path.join(folder, "samples%d.csv" % k) for k in range(SETS)]
        return [np.array(read(file)) / 8 for file in files], seconds


def read(path):
    with open(path) as file:
        return [[float(cell) for cell in row[:64]] for row in csv.reader(file)
                if row and not row[0][0].isalpha()]


def edm(torch, np, data, steps, seed, count, number=SETS, rate=1e-3):
    """EDM: `number` sets of samples of centred data, and the seconds of training and sampling."""
    torch.manual_seed(seed)
    points = torch.from_numpy(data * (DEVIATION / data.std())).float()
    dimension = data.shape[1]
    net = common.torch_network(torch, dimension, WIDTH)
    average = [p.detach().clone() for p in net.parameters()]
    adam = torch.optim.Adam(net.parameters(), lr=rate, fused=True)
    start = time.perf_counter()

    def parts(x, sigma):
        total = sigma * sigma + DEVIATION ** 2
        seen = torch.cat([x / total.sqrt(), sigma.log() / 4], 1)
        return seen, DEVIATION ** 2 / total, DEVIATION * sigma / total.sqrt()

    for step in range(steps):
        adam.param_groups[0]["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / steps))
        y = points[torch.randint(len(points), (BATCH,))]
        sigma = (torch.randn(BATCH, 1) * 1.2 - 1.2).exp()
        x = y + sigma * torch.randn_like(y)
        seen, skip, out = parts(x, sigma)
        adam.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(net(seen), (y - skip * x) / out).backward()
        adam.step()
        decay = min(0.995, (1 + step) / (10 + step))
        torch._foreach_lerp_(average, [p.detach() for p in net.parameters()], 1 - decay)
    for p, mean in zip(net.parameters(), average):
        p.data.copy_(mean)

    def slope(x, width):
        seen, skip, out = parts(x, torch.full((len(x), 1), width))
        return (x - skip * x - out * net(seen)) / width

    ends = [end ** (1 / 7) for end in (80, 0.002)]
    widths = [(ends[0] + i / 17 * (ends[1] - ends[0])) ** 7 for i in range(18)] + [0.0]
    sets = []
    with torch.inference_mode():
        for _ in range(number):
            x = widths[0] * torch.randn(count, dimension)
            for a, b in zip(widths, widths[1:]):
                first = slope(x, a)
                ahead = x + (b - a) * first
                x = x + (b - a) * 0.5 * (first + slope(ahead, b)) if b > 0 else ahead
            sets.append(x.numpy().astype(float) * (data.std() / DEVIATION))
    return sets, time.perf_counter() - start


def distances(np, a, b):
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))


def judge(np, sets, data):
    """Energy distance and memorisation, means over sets of samples."""
    own = distances(np, data, data)
    spread = own.mean()
    np.fill_diagonal(own, np.inf)
    usual = np.median(own.min(1))
    results = []
    for samples in sets:
        across = distances(np, samples, data)
        results.append((2 * across.mean() - distances(np, samples, samples).mean() - spread,
                        np.median(across.min(1)) / usual))
    return tuple(np.mean(results, 0))


def main():
    parser = common.arguments(__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="trainings a side (default 3)")
    options = parser.parse_args()
    common.peers()
    import numpy as np
    import torch
    torch.set_num_threads(common.threads(options))
    executable = common.build("genphys")
    print("machine: " + common.machine())
    steps, seeds = (100, 1) if options.quick else (5000, options.seeds)
    data = np.array(read(DIGITS)) / 8
    centred = data - 1
    results = {"GenPhys": [], "PyTorch": []}
    for seed in range(seeds):
        sets, seconds = ours(executable, np, steps, seed, len(data), options.threads)
        results["GenPhys"].append((*judge(np, sets, data), seconds))
        sets, seconds = edm(torch, np, centred, steps, seed, len(data))
        results["PyTorch"].append((*judge(np, sets, centred), seconds))
        print("seed %d: " % seed + "; ".join(
            "%s energy %.5f, memorisation %.3f, %.1f s" % ((side,) + rows[-1])
            for side, rows in results.items()), flush=True)
    middle = {side: [common.median(column) for column in zip(*rows)]
              for side, rows in results.items()}
    rows = [[side, "%.5f" % m[0], "%.3f" % m[1], "%.1f" % m[2]] for side, m in middle.items()]
    a, b = middle["GenPhys"], middle["PyTorch"]
    rows.append(["GenPhys / PyTorch"] + ["%.2f" % (x / y) for x, y in zip(a, b)])
    common.table("Digits: median of %d" % seeds,
                 ["side", "energy distance", "memorisation", "seconds"], rows)
    common.finish(options, "digits", results)


if __name__ == "__main__":
    main()
