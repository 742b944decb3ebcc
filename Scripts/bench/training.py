#!/usr/bin/env python3
"""Milliseconds of a training step: GenPhys against PyTorch eager with fused Adam.

Both sides train the same network (SiLU, three hidden layers) on the same batch size with EDM's
preconditioning and loss, in alternating rounds. "whole" is the step as a user runs it: draw data
points, widths and noise, make input, target and weight, forward, backward, Adam, moving average of
the weights. "network" is forward, loss, backward and Adam on a batch that lies ready; GenPhys's
includes the moving average, which it cannot leave out. The share of the peak is that of a matrix
product of 1024 by 1024 in the same library that training uses. Heavy tails are shown for GenPhys
alone: Poisson's whole step draws the widths of its kernel from tables.
"""
import os
import tempfile
import time

import common

CASES = [(2, 256, 512), (64, 512, 256), (2, 256, 4096)]


def flops(dimension, width, batch):
    """Of the matrix products: forward, and both gradients but for that of the input."""
    units = [dimension + 1, width, width, width, dimension]
    products = [a * b for a, b in zip(units, units[1:])]
    return batch * (6 * sum(products) - 2 * products[0])


def torch_step(torch, points, width, batch):
    """EDM's training step, as one would write it: returns (whole, network)."""
    nn, n = torch.nn, points.shape[1]
    torch.manual_seed(0)
    net = common.torch_network(torch, n, width)
    average = [p.detach().clone() for p in net.parameters()]
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, betas=(0.9, 0.99), fused=True)

    def draw():
        y = points[torch.randint(len(points), (batch,))]
        s = torch.randn(batch, 1) * 1.2 - 1.2
        sigma = s.exp()
        x = y + sigma * torch.randn_like(y)
        total = sigma * sigma + 0.25
        skip, out = 0.25 / total, 0.5 * sigma / total.sqrt()
        return torch.cat([x / total.sqrt(), s / 4], 1), (y - skip * x) / out

    def learn(x, target):
        adam.zero_grad(set_to_none=True)
        nn.functional.mse_loss(net(x), target).backward()
        adam.step()

    def whole():
        learn(*draw())
        torch._foreach_lerp_(average, [p.detach() for p in net.parameters()], 0.005)

    ready = draw()
    return whole, lambda: learn(*ready)


def clock(function, steps):
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        function()
        times.append(1e3 * (time.perf_counter() - start))
    return times


def main():
    options = common.arguments(__doc__).parse_args()
    common.peers()
    import numpy
    import torch

    executable = common.build("genphys-bench")
    torch.set_num_threads(common.threads(options))
    rounds, steps = (2, 10) if options.quick else (options.rounds, 60)
    print("machine: " + common.machine())
    print("peer: PyTorch %s, %d threads" % (torch.__version__, torch.get_num_threads()))
    random = numpy.random.default_rng(0)
    rows, results = [], []
    with tempfile.TemporaryDirectory() as folder:
        for n, width, batch in CASES:
            path = os.path.join(folder, "points%d.npy" % n)
            points = 0.5 * random.standard_normal((4000, n))
            numpy.save(path, points)
            whole, network = torch_step(
                torch, torch.tensor(points, dtype=torch.float32), width, batch)
            clock(whole, 5)
            ours = {"diffusion": [], "poisson": []}
            theirs, peak = {"whole": [], "network": []}, []
            count = max(10, steps // (batch // 512 or 1))
            for _ in range(rounds):
                for process in ours:
                    ours[process].append(common.genphys(
                        executable, "training", "--process", process, "--data", path, "--batch",
                        batch, "--width", width, "--steps", count, "--threads", options.threads))
                theirs["whole"] += clock(whole, count)
                theirs["network"] += clock(network, count)
                peak.append(common.genphys(
                    executable, "product", "--threads", options.threads)["gflops"])
            ours = {
                process: {key: common.median([r[key] for r in runs]) for key in runs[0]}
                for process, runs in ours.items()}
            theirs = {key: common.median(times) for key, times in theirs.items()}
            peak = common.median(peak)
            mine = ours["diffusion"]
            share = flops(n, width, batch) / mine["network_ms"] / 1e6 / peak
            results.append({
                "net": [n + 1, width, width, width, n], "batch": batch, "genphys": ours,
                "torch": theirs, "peak_gflops": peak, "share_of_peak": share})
            rows.append([
                "%d-%d³-%d" % (n + 1, width, n), batch, "%.2f" % mine["whole_ms"],
                "%.2f" % theirs["whole"], "**%.2f**" % (theirs["whole"] / mine["whole_ms"]),
                "%.2f" % mine["network_ms"], "%.2f" % theirs["network"],
                "**%.2f**" % (theirs["network"] / mine["network_ms"]),
                "%.0f %% of %.0f" % (100 * share, peak), "%.2f" % ours["poisson"]["whole_ms"]])
    common.table(
        "Training step, milliseconds",
        ["network", "batch", "whole", "PyTorch", "ratio", "network alone", "PyTorch", "ratio",
         "share of sgemm's GFLOP/s", "whole, Poisson"], rows)
    common.finish(options, "training", results)


if __name__ == "__main__":
    main()
