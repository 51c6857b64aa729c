"""Right answers to chapter 04, written otherwise than the references: functions, values, or the text of a whole cell."""

import math

import numpy as np


def descend_into_a_table(gradient, w, learning_rate, steps):
    places = np.empty((steps + 1, len(w)))
    places[0] = w
    for t in range(1, steps + 1):
        places[t] = places[t - 1] - learning_rate * gradient(places[t - 1])
    return places


def descend_recursively(gradient, w, learning_rate, steps):
    if steps == 0:
        return [w]
    return [w, *descend_recursively(gradient, w - learning_rate * gradient(w), learning_rate, steps - 1)]


def descend_in_place_on_a_copy(gradient, w, learning_rate, steps):
    here, places = w.copy(), [w.tolist()]
    for _ in range(steps):
        here -= learning_rate * gradient(here)
        places.append(here.tolist())
    return places


LIMIT_BY_DESCEND = """
def at_the_limit(A, w, shares, steps):
    limit = 2 / max(np.linalg.eigvals(A).real)
    ends = [descend(lambda place: A @ place, w, share * limit, steps)[-1] for share in shares]
    return limit, [np.sqrt(end @ end) for end in ends]
"""


def limit_by_matrix_powers(A, w, shares, steps):
    limit = 2 / np.linalg.norm(A, 2)
    eye = np.eye(len(w))
    return limit, [np.linalg.norm(np.linalg.matrix_power(eye - s * limit * A, steps) @ w) for s in shares]


def limit_by_directions(A, w, shares, steps):
    curvatures, directions = np.linalg.eigh(A)
    parts = directions.T @ w
    limit = 2 / curvatures[-1]
    return limit, np.array([np.linalg.norm((1 - s * limit * curvatures) ** steps * parts) for s in shares])


def minibatches_as_generator(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    while len(order):
        yield X[order[:batch_size]], y[order[:batch_size]]
        order = order[batch_size:]


def minibatches_by_split(X, y, batch_size, rng):
    order = np.arange(len(y))
    rng.shuffle(order)
    parts = np.split(order, range(batch_size, len(order), batch_size))
    return [[X[part], y[part]] for part in parts]


def minibatches_of_copies(X, y, batch_size, rng):
    both = rng.permutation(np.column_stack([X, y]))
    return tuple((both[i : i + batch_size, :-1], both[i : i + batch_size, -1]) for i in range(0, len(both), batch_size))


def minibatches_by_sorting_draws(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(X)))
    X, y = X[order].astype(np.float32), y[order]
    return [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, len(X), batch_size)]


def momentum_with_zeros(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    if state is None:
        state = np.zeros_like(w)
    v = momentum * state - learning_rate * g
    if nesterov:
        return w + momentum * v - learning_rate * g, v
    return w + v, v


def momentum_in_one_move(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    pushed = -learning_rate * np.asarray(g)
    velocity = pushed if state is None else momentum * state["velocity"] + pushed
    moves = {False: velocity, True: pushed + momentum * velocity}
    return w + moves[bool(nesterov)], {"velocity": velocity}


def momentum_that_keeps_a_dict(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    state = state or {"pushes": []}
    pushes = [*state["pushes"], -learning_rate * g]
    velocity = sum(momentum**k * push for k, push in enumerate(reversed(pushes)))
    ahead = momentum * velocity - learning_rate * g if nesterov else velocity
    return [w + ahead, {"pushes": pushes}]


def adagrad_with_full(w, g, state, learning_rate, epsilon=1e-7):
    total = np.full(w.shape, 0.1) if state is None else state
    total = total + g * g
    return w - learning_rate * g * (total + epsilon) ** -0.5, total


def adagrad_from_all_gradients(w, g, state, learning_rate, epsilon=1e-7):
    past = ([] if state is None else state) + [g]
    return w - learning_rate * g / np.sqrt(0.1 + np.square(past).sum(axis=0) + epsilon), past


def rmsprop_by_difference(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    mean = np.zeros(np.shape(w)) if state is None else state
    mean = mean + (1 - rho) * (g**2 - mean)
    return w - learning_rate / np.sqrt(mean + epsilon) * g, mean


def rmsprop_in_single(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    g = np.float32(g)
    mean = np.float32(rho * (0 if state is None else state) + (1 - rho) * g**2)
    return (w - learning_rate * g / np.sqrt(mean + epsilon)).astype(np.float32), mean


def adam_with_scaled_epsilon(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    m, v, t = state or (np.zeros_like(w), np.zeros_like(w), 0)
    t += 1
    m = m + (g - m) * (1 - beta_1)
    v = v + (g * g - v) * (1 - beta_2)
    m_hat, v_hat = m / (1 - beta_1**t), v / (1 - beta_2**t)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon / math.sqrt(1 - beta_2**t)), (m, v, t)


def adam_with_a_dict(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    s = {"m": 0.0, "v": 0.0, "powers": (1.0, 1.0)} if state is None else dict(state)
    s["m"] = beta_1 * s["m"] + (1 - beta_1) * g
    s["v"] = beta_2 * s["v"] + (1 - beta_2) * g**2
    s["powers"] = one, two = s["powers"][0] * beta_1, s["powers"][1] * beta_2
    alpha = learning_rate * (1 - two) ** 0.5 / (1 - one)
    return w - alpha * s["m"] / (epsilon + s["v"] ** 0.5), s


def cosine_with_math(step, warmup_steps, decay_steps, peak):
    if step < warmup_steps:
        return step / warmup_steps * peak
    if step >= warmup_steps + decay_steps:
        return 0.0
    return 0.5 * peak * (1 + math.cos(math.pi * (step - warmup_steps) / decay_steps))


def cosine_by_half_angle(step, warmup_steps, decay_steps, peak):
    p = np.clip((step - warmup_steps) / decay_steps, 0, 1)
    warm = min(1.0, step / warmup_steps) if warmup_steps else 1.0
    return peak * warm * np.cos(np.pi * p / 2) ** 2


def he_scaled(fan_in, units, rng):
    return np.sqrt(2 / fan_in) * rng.standard_normal((fan_in, units))


def he_in_lists_of_rows(fan_in, units, rng):
    return [list(rng.normal(scale=(fan_in / 2) ** -0.5, size=units)) for _ in range(fan_in)]


def he_as_in_keras(fan_in, units, rng):
    drawn = rng.normal(size=4 * fan_in * units)
    inside = drawn[np.abs(drawn) < 2][: fan_in * units].reshape(fan_in, units)
    return (np.sqrt(2 / fan_in) / 0.87962566 * inside).astype(np.float32)


RIGHT = {
    "04.1": [descend_into_a_table, descend_recursively, descend_in_place_on_a_copy],
    "04.2": [LIMIT_BY_DESCEND, limit_by_matrix_powers, limit_by_directions],
    "04.3": [
        minibatches_as_generator,
        minibatches_by_split,
        minibatches_of_copies,
        minibatches_by_sorting_draws,
    ],
    "04.4": [momentum_with_zeros, momentum_in_one_move, momentum_that_keeps_a_dict],
    "04.5": [adagrad_with_full, adagrad_from_all_gradients],
    "04.6": [rmsprop_by_difference, rmsprop_in_single],
    "04.7": [adam_with_scaled_epsilon, adam_with_a_dict],
    "04.8": [cosine_with_math, cosine_by_half_angle],
    "04.9": [he_scaled, he_in_lists_of_rows, he_as_in_keras],
}
