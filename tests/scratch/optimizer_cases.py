"""What the tests of optimizers share: all options, weights and gradients to try them on, a run."""

import numpy as np

from nnlearn.scratch.optimizers import SGD, Adagrad, Adam, AdamW, RMSprop

KINDS = [SGD, Adagrad, RMSprop, Adam, AdamW]
SHAPES = [(3, 4), (4,), (), (2, 3, 2), (1, 1)]

# What an optimizer can be told, each option alone and some together. Keras rounds the learning rate, momentum, betas and
# weight decay to float32 even where weights are float64, so these are powers of two or sums of few: there it is exact.
BETAS = {"beta_1": 0.875, "beta_2": 0.96875}
OPTIONS = [
    (SGD, {}),
    (SGD, {"momentum": 0.875}),
    (SGD, {"momentum": 0.875, "nesterov": True}),
    (SGD, {"nesterov": True}),
    (Adagrad, {}),
    (Adagrad, {"initial_accumulator_value": 0.0, "epsilon": 1e-3}),
    (RMSprop, {}),
    (RMSprop, {"rho": 0.5, "epsilon": 1e-3}),
    (RMSprop, {"momentum": 0.75}),
    (RMSprop, {"centered": True}),
    (RMSprop, {"centered": True, "momentum": 0.75}),
    (Adam, {}),
    (Adam, BETAS),
    (Adam, {"beta_1": 0.0, "beta_2": 0.5, "epsilon": 1e-2}),
    (Adam, {"amsgrad": True, "beta_1": 0.875, "beta_2": 0.25}),
    (AdamW, {}),
    (AdamW, BETAS | {"weight_decay": 0.5, "epsilon": 1e-2, "amsgrad": True}),
    *[
        (kind, options | (BETAS if issubclass(kind, Adam) else {}))
        for options in (
            {"weight_decay": 0.25},
            {"weight_decay": 0.25, "clipnorm": 0.5},
            {"clipvalue": 0.25},
            {"global_clipnorm": 0.75},
        )
        for kind in KINDS
    ],
]
IDS = [f"{kind.__name__}-{'-'.join(options) or 'default'}-{k}" for k, (kind, options) in enumerate(OPTIONS)]


def problem(dtype="float64", steps=10, seed=0):
    """Weights, and gradients for each of some steps: of every size, with zeros and with changing signs."""
    rng = np.random.default_rng(seed)
    weights = [np.array(rng.normal(size=shape), dtype=dtype) for shape in SHAPES]
    scales = 10.0 ** rng.uniform(-2, 0.5, len(SHAPES))
    batches = [
        [np.array(scale * rng.normal(size=shape), dtype=dtype) for scale, shape in zip(scales, SHAPES, strict=True)]
        for _ in range(steps)
    ]
    batches[steps // 2][0][...] = 0
    return weights, batches


def run(optimizer, weights, batches):
    weights = [weight.copy() for weight in weights]
    for gradients in batches:
        optimizer.apply(gradients, weights)
    return weights
