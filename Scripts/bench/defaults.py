#!/usr/bin/env python3
"""The defaults of training over 2, 64, 196 and 784 dimensions: each one changed by itself.

Every cell is the distance of 2,000 samples from data over its noise floor, after one training by the
defaults (3,000 steps of 512) but for the change of its row (in 784 dimensions 1,000 steps of 256, which
are too few for good samples but show what helps): in the plane the sliced Wasserstein-1
distance to fresh points, on Fashion-MNIST of 8 × 8, 14 × 14 and 28 × 28 pixels the energy distance to
4,000 test images. 1 cannot be told from data. A default is bad where another row has less than two
thirds of its value.
"""
import json
import os
import subprocess
import sys
import tempfile

import common
import fashion

SETTINGS = ["default", "gain=*0.333", "gain=*3", "rate=*0.5", "rate=*2", "width=*0.5", "width=*2",
            "layers=2", "layers=4", "decay=0.98", "decay=0.999", "mean=-2", "mean=-0.6",
            "deviation=1.2", "deviation=3", "references=0", "reference_coordinates=16384"]
# Process, planar set or pixels a side, trainings, steps, points a step.
COLUMNS = {
    "2, diffusion": ("diffusion", "two_moons", 3, 3000, 512),
    "2, k^0.8": ("fractional(alpha = 0.8)", "eight_gaussians", 3, 3000, 512),
    "64, diffusion": ("diffusion", 8, 1, 3000, 512),
    "196, diffusion": ("diffusion", 14, 1, 3000, 512),
    "784, diffusion": ("diffusion", 28, 1, 1000, 256),
}


def main():
    parser = common.arguments(__doc__)
    parser.add_argument("--folder", default=fashion.FOLDER, help="where Fashion-MNIST's files lie")
    parser.add_argument("--settings", nargs="+", default=SETTINGS, metavar="NAME=VALUE")
    parser.add_argument("--columns", nargs="+", default=list(COLUMNS), choices=COLUMNS)
    options = parser.parse_args()
    try:
        import numpy as np
    except ImportError:
        common.peers()
    executable = common.build("genphys-bench")
    print("machine: " + common.machine())
    table = {setting: [] for setting in options.settings}
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for column in options.columns:
            process, data, seeds, steps, batch = COLUMNS[column]
            command = [executable, "defaults", "--process", process, "--threads",
                       str(options.threads), "--seeds", str(1 if options.quick else seeds),
                       "--steps", str(50 if options.quick else steps), "--batch", str(batch)]
            if isinstance(data, int):
                for name, count in (("train", fashion.TRAIN), ("t10k", fashion.TEST)):
                    np.save(os.path.join(folder, name + ".npy"),
                            fashion.images(np, options.folder, name, data, count))
                command += ["--data", os.path.join(folder, "train.npy"),
                            "--test", os.path.join(folder, "t10k.npy")]
            else:
                command += ["--data", data]
            run = subprocess.Popen(
                command + ["--settings"] + options.settings, stdout=subprocess.PIPE, text=True)
            for line in run.stdout:
                row = json.loads(line)
                results.append({"column": column, **row})
                value = common.median(row["values"])
                table[row["setting"]].append("%.2f" % value)
                print("%s: %s: %.2f, %.0f s" % (column, row["setting"], value, row["seconds"]),
                      flush=True)
            if run.wait():
                sys.exit("failed: " + " ".join(command))
    common.table("Distance over its noise floor, by dimension", ["change"] + options.columns,
                 [[setting] + cells for setting, cells in table.items()])
    common.finish(options, "defaults", results)


if __name__ == "__main__":
    main()
