#!/usr/bin/env python3
"""Fashion-MNIST averaged to 14 × 14 pixels, 196 dimensions: several processes against EDM in PyTorch.

Both sides train three layers of 512 units for 6,000 steps of 256 on 20,000 images and draw 2,000
samples with 35 evaluations, all by their defaults. Energy distance to 4,000 test images, as a
U-statistic: its mean is 0 for fresh images, its standard deviation about .0002. A Gaussian of the
images' covariance has .024.

The images are those of Debian's package dataset-fashion-mnist.
"""
import gzip
import os
import sys
import tempfile
import time

import common
import digits

FOLDER = "/usr/share/datasets/fashion-mnist"
TRAIN, TEST, SAMPLES = 20000, 4000, 2000
PROCESSES = ["diffusion", "pfgmpp(D = 128)", "variance_gamma", "yukawa_uniform(m = 1)", "poisson",
             "fractional(alpha = 0.8)", "yukawa(m = 1)"]


def images(np, folder, name, size, count):
    """The first images of a file, averaged over squares of pixels, one a row, from 0 to 1."""
    path = os.path.join(folder, name + "-images-idx3-ubyte.gz")
    if not os.path.exists(path):
        sys.exit("%s is missing: install it with `apt-get install dataset-fashion-mnist` (Debian), or "
                 "say with --folder where Fashion-MNIST's files lie" % path)
    with gzip.open(path) as file:
        header = file.read(16)
        if header[:4] != b"\0\0\x08\x03" or header[8:] != b"\0\0\0\x1c\0\0\0\x1c":
            sys.exit("%s is no file of 28 × 28 images" % path)
        raw = file.read(784 * count)
    pixels = np.frombuffer(raw, np.uint8).reshape(-1, 28, 28).astype(float) / 255
    if 28 % size:  # Two empty pixels on every side.
        pixels = np.pad(pixels, ((0, 0), (2, 2), (2, 2)))
    edge = pixels.shape[1] // size
    return pixels.reshape(-1, size, edge, size, edge).mean((2, 4)).reshape(-1, size * size)


def energy(np, a, b):
    """The energy distance as a U-statistic."""
    def within(x):
        return digits.distances(np, x, x).sum() / (len(x) * (len(x) - 1))
    return 2 * digits.distances(np, a, b).mean() - within(a) - within(b)


def ours(executable, np, folder, process, steps, seed, threads):
    """Samples of GenPhys, and the seconds of a run."""
    script = (
        'd = load("train.npy")\nm = train(%s, d, steps = %d, batch = 256, width = 512)\n'
        'save("samples.npy", sample(m, n = %d))\n' % (process, steps, SAMPLES))
    start = time.perf_counter()
    common.script(executable, script, seed, threads, folder=folder)
    return np.load(os.path.join(folder, "samples.npy")), time.perf_counter() - start


def main():
    parser = common.arguments(__doc__)
    parser.add_argument("--folder", default=FOLDER, help="where the files lie (default %(default)s)")
    parser.add_argument("--size", type=int, default=14, choices=[7, 8, 14, 16, 28], help="pixels a side")
    parser.add_argument("--processes", nargs="+", default=PROCESSES, metavar="PROCESS")
    parser.add_argument("--seeds", type=int, default=1, help="trainings a process (default 1)")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--no-peer", action="store_true", help="leave PyTorch out")
    options = parser.parse_args()
    if not options.no_peer:
        common.peers()
    import numpy as np
    steps = 50 if options.quick else options.steps
    train = images(np, options.folder, "train", options.size, TRAIN)
    test = images(np, options.folder, "t10k", options.size, TEST)
    executable = common.build("genphys")
    print("machine: " + common.machine())
    results, rows = [], []

    def report(name, values, seconds):
        results.append({"side": name, "energy": values, "seconds": seconds})
        rows.append([name, "%.4f" % common.median(values), "%.0f" % common.median(seconds)])
        print("%s: %s, %.0f s" % (
            name, ", ".join("%.4f" % v for v in values), common.median(seconds)), flush=True)

    with tempfile.TemporaryDirectory() as folder:
        np.save(os.path.join(folder, "train.npy"), train)
        for process in options.processes[:1] if options.quick else options.processes:
            runs = [ours(executable, np, folder, process, steps, seed, options.threads)
                    for seed in range(options.seeds)]
            report(process, [energy(np, x, test) for x, _ in runs], [s for _, s in runs])
    if not options.no_peer:
        import torch
        torch.set_num_threads(common.threads(options))
        mean = train.mean(0)
        runs = [digits.edm(torch, np, train - mean, steps, seed, SAMPLES, number=1, rate=3e-3)
                for seed in range(options.seeds)]
        report("EDM in PyTorch", [energy(np, x[0] + mean, test) for x, _ in runs],
               [s for _, s in runs])
    report("other images", [energy(np, train[:SAMPLES], test)], [0])
    common.table(
        "Fashion-MNIST %d × %d: energy distance to %d test images" % (
            options.size, options.size, len(test)), ["side", "energy distance", "seconds"], rows)
    common.finish(options, "fashion", results)


if __name__ == "__main__":
    main()
