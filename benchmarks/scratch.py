"""What a training step costs in nnlearn.scratch, beside Keras and scikit-learn, on the same weights and batches.

Run: python benchmarks/scratch.py [--json] [--rounds 5]

The network is a classifier 784-256-128-10 (ReLU, softmax), trained by Adam on float32 batches of 128. Every engine runs in a process
of its own, which says what memory it needed at most; the engines take turns, round by round, and each one's fastest round counts, since
everything else on a machine only ever adds time. The loss after the first 20 steps shows that all do the same work. (Later, float32
noise drives any two of them apart.)
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

SIZES, BATCH, STEPS, CLASSES = (784, 256, 128, 10), 128, 200, 10
FIRST = 20  # steps, before the loss is compared
MODEL = "mlp " + "-".join(map(str, SIZES))
ENGINES = ("scratch", "scratch fit", "keras train_on_batch", "keras fit", "scikit-learn")


def weights() -> list[np.ndarray]:
    """Kernel, bias, kernel, bias, ...: the same for every engine."""
    rng = np.random.default_rng(0)
    listed = []
    for inputs, units in zip(SIZES, SIZES[1:], strict=False):
        limit = np.sqrt(6 / (inputs + units))
        listed += [rng.uniform(-limit, limit, (inputs, units)).astype("float32"), np.zeros(units, "float32")]
    return listed


def data() -> tuple[np.ndarray, np.ndarray]:
    """Batches of noise around ten centres, one after the other."""
    rng = np.random.default_rng(1)
    y = rng.integers(0, CLASSES, BATCH * STEPS)
    centres, noise = (rng.standard_normal((rows, SIZES[0]), "float32") for rows in (CLASSES, len(y)))
    noise += 0.1 * centres[y]
    return noise, y


def one_by_one(train_on_batch: Callable[..., object], x: np.ndarray, y: np.ndarray) -> None:
    """All batches, each by a call of its own."""
    for start in range(0, len(x), BATCH):
        train_on_batch(x[start : start + BATCH], y[start : start + BATCH])


def scratch(fit):
    """A function (x, y) that trains on all batches once, and one that tells the loss on them."""
    from nnlearn.scratch import Dense, Sequential
    from nnlearn.scratch.losses import SparseCategoricalCrossentropy

    model = Sequential([Dense(256, "relu"), Dense(128, "relu"), Dense(10)], dtype="float32")
    model.build((None, SIZES[0]))
    model.set_weights(weights())
    model.compile("adam", SparseCategoricalCrossentropy(from_logits=True))
    return epoch_of(model, fit), model.evaluate


def keras(fit):
    """As for scratch."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    from keras import Input, Sequential
    from keras.layers import Dense
    from keras.losses import SparseCategoricalCrossentropy

    model = Sequential([Input((SIZES[0],)), Dense(256, "relu"), Dense(128, "relu"), Dense(10)])
    model.set_weights(weights())
    model.compile("adam", SparseCategoricalCrossentropy(from_logits=True))
    return epoch_of(model, fit), lambda x, y: model.evaluate(x, y, verbose=0)


def epoch_of(model, fit):
    """One pass over the batches in their order, by fit or batch by batch; both libraries take the same words."""
    if fit:
        return lambda x, y: model.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
    return lambda x, y: one_by_one(model.train_on_batch, x, y)


def scikit_learn():
    """As for scratch; partial_fit makes one pass. Its Adam adds epsilon where Keras' does."""
    from sklearn.metrics import log_loss
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(SIZES[1:-1], batch_size=BATCH, alpha=0.0, shuffle=False, epsilon=1e-7)
    x, y = data()
    model.partial_fit(x[:BATCH], y[:BATCH], classes=np.arange(CLASSES))  # makes its arrays; set to the start below
    for mine, given in zip(model.coefs_ + model.intercepts_, weights()[::2] + weights()[1::2], strict=True):
        mine[...] = given
    for moment in model._optimizer.ms + model._optimizer.vs:
        moment[...] = 0
    model._optimizer.t = 0
    return model.partial_fit, lambda x, y: log_loss(y, model.predict_proba(x), labels=np.arange(CLASSES))


def measure(engine: str) -> dict[str, object]:
    """Milliseconds a step, peak memory, and the loss after one pass, of one engine in this process."""
    x, y = data()
    if engine == "scikit-learn":
        epoch, loss = scikit_learn()
    else:
        epoch, loss = (scratch if engine.startswith("scratch") else keras)(engine.endswith("fit"))
    epoch(x[: FIRST * BATCH], y[: FIRST * BATCH])  # compiles and fills caches, too
    after_first = float(loss(x, y))
    begin = time.perf_counter()
    epoch(x, y)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return {"ms": 1000 * seconds / STEPS, "peak_mb": peak, "loss": after_first}


def main() -> None:
    """Let the engines take turns and print what each needed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print rows of model, engine, ms_per_step, peak_mb")
    parser.add_argument("--rounds", type=int, default=5, help="how often each engine runs (default 5)")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.engine:
        print(json.dumps(measure(arguments.engine)))
        return
    found: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
    for _ in range(arguments.rounds):
        for engine in ENGINES:
            command = [sys.executable, __file__, "--engine", engine]
            run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
            found[engine].append(json.loads(run.stdout.splitlines()[-1]))
    rows = [
        {
            "model": MODEL,
            "engine": engine,
            "ms_per_step": round(min(run["ms"] for run in runs), 3),
            "peak_mb": round(max(run["peak_mb"] for run in runs)),
        }
        for engine, runs in found.items()
    ]
    if arguments.json:
        print(json.dumps(rows))
        return
    base = next(row["ms_per_step"] for row in rows if row["engine"] == "keras train_on_batch")
    print(
        f"{MODEL}, Adam, batch {BATCH}, float32, {STEPS} steps, fastest of {arguments.rounds}, {os.cpu_count()} cores"
    )
    print(f"{'engine':<22}{'ms/step':>9}{'ratio':>7}{'peak MB':>9}{'loss':>10}")
    for row in rows:
        loss = found[row["engine"]][-1]["loss"]
        ratio = row["ms_per_step"] / base
        print(f"{row['engine']:<22}{row['ms_per_step']:>9.2f}{ratio:>7.2f}{row['peak_mb']:>9}{loss:>10.4f}")


if __name__ == "__main__":
    main()
