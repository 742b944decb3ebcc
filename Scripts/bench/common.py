"""What the benchmarks share: the machine in words, GenPhys's side, PyTorch's side, tables."""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
ENVIRONMENT = os.path.join(ROOT, ".build", "bench-python")
PEERS = ["torch==2.13.0", "pykeops", "numpy", "scipy", "mpmath", "sympy"]


def arguments(description):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few repetitions: a smoke test")
    parser.add_argument("--rounds", type=int, default=7, help="alternating rounds (default 7)")
    parser.add_argument("--threads", type=int, default=0, help="threads of all sides; 0 means all")
    parser.add_argument("--json", metavar="FILE", help="also write the results to FILE")
    return parser


def peers():
    """Goes on in a Python that has the peers, made on first use in .build/bench-python."""
    python = os.path.join(ENVIRONMENT, "bin", "python")
    if os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT):
        return
    marker = os.path.join(ENVIRONMENT, "complete")
    if not os.path.exists(marker) or open(marker).read().split() != PEERS:
        print("installing " + ", ".join(PEERS) + " in " + ENVIRONMENT, file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        pip = [python, "-m", "pip", "install", "--quiet"]
        # The wheel without CUDA where an index has it, any wheel of that version elsewhere.
        wheels = "https://download.pytorch.org/whl/cpu"
        if subprocess.run(pip + ["torch==2.13.0+cpu"], stderr=subprocess.DEVNULL).returncode:
            if subprocess.run(pip + ["torch==2.13.0+cpu", "--extra-index-url", wheels]).returncode:
                subprocess.run(pip + [PEERS[0]], check=True)
        subprocess.run(pip + PEERS[2:], check=True)
        if subprocess.run(pip + [PEERS[1]]).returncode:
            print("KeOps cannot be installed here; going on without it", file=sys.stderr)
        with open(marker, "w") as file:
            file.write("\n".join(PEERS))
    os.execv(python, [python] + sys.argv)


def build(product):
    """Builds an executable in release mode, unless GENPHYS_BIN says where one lies; its path."""
    if os.environ.get("GENPHYS_BIN"):
        return os.path.join(os.environ["GENPHYS_BIN"], product)
    command = ["swift", "build", "-c", "release", "--product", product]
    result = subprocess.run(command, cwd=ROOT, stdout=sys.stderr)
    if result.returncode:
        sys.exit("the build of %s failed" % product)
    place = subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], cwd=ROOT, check=True,
        capture_output=True, text=True).stdout.strip()
    return os.path.join(place, product)


def genphys(executable, *options):
    """Runs genphys-bench and returns its JSON object."""
    command = [executable] + [str(option) for option in options]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit("failed: " + " ".join(command))
    return json.loads(result.stdout)


def script(executable, text, seed, threads, *options, folder=None):
    """Runs a script of the language and returns what it printed."""
    run = subprocess.run(
        [executable, "run", "--seed", str(seed), "--threads", str(threads), *options, "-e", text],
        cwd=folder, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError((run.stdout + run.stderr)[-300:])
    return run.stdout


def torch_network(torch, dimension, width):
    """PyTorch's side of a training: three hidden layers with SiLU over x and a feature of its width."""
    units = [dimension + 1, width, width, width, dimension]
    layers = []
    for i, (a, b) in enumerate(zip(units, units[1:])):
        layers += [torch.nn.Linear(a, b)] + ([torch.nn.SiLU()] if i < 3 else [])
    return torch.nn.Sequential(*layers)


def machine():
    """The processor, their number and what others take of them in one idle second, with a warning."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        name = models[0] if models else name
    except OSError:
        pass
    text = "%s, %d processors" % (name, os.cpu_count())
    try:
        before = processor_ticks()
        time.sleep(1)
        after = processor_ticks()
        idle = (after[1] - before[1]) / max(1, after[0] - before[0])
    except OSError:
        return text
    text += ", %.0f %% idle before the run" % (100 * idle)
    if idle < 0.9:
        text += " (**busy: threads of the peers wait for each other; do not quote these figures**)"
    return text


def processor_ticks():
    """All ticks of all processors since the start, and the idle ones among them."""
    with open("/proc/stat") as file:
        ticks = [int(field) for field in file.readline().split()[1:]]
    return sum(ticks), ticks[3]


def threads(options):
    return options.threads or os.cpu_count()


def median(values):
    return statistics.median(values)


def table(title, head, rows):
    """A table in Markdown."""
    print("\n### " + title + "\n")
    cells = [head] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    for number, row in enumerate(cells):
        print("| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (w + 2) for w in widths) + "|")
    sys.stdout.flush()


def finish(options, name, results):
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"benchmark": name, "machine": machine(), "results": results}, file, indent=1)
