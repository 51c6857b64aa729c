"""Right answers to chapter 01, written otherwise than the references: functions, values, or the text of a whole cell."""

import math

import numpy as np


def weighted_sum_by_index(x, w, b):
    z = 0
    for i in range(len(x)):
        z = z + w[i] * x[i]
    return b + z


def weighted_sum_in_one_line(x, w, b):
    return math.fsum([*map(lambda pair: pair[0] * pair[1], zip(x, w, strict=True)), b])


def weighted_sum_recursive(x, w, b):
    return b if not x else weighted_sum_recursive(x[1:], w[1:], b + x[0] * w[0])


def predict_by_loop(X, w, b):
    answers = []
    for row in X:
        z = b
        for x_i, w_i in zip(row, w, strict=True):
            z += x_i * w_i
        answers.append(1 if z >= 0 else 0)
    return answers


def predict_as_truths(X, w, b):
    return np.dot(X, w) >= -b


def predict_by_heaviside(X, w, b):
    return np.heaviside((X * w).sum(axis=1) + b, 1.0)


def update_by_cases(w, b, x, y):
    fires = np.dot(w, x) + b >= 0
    if fires and y == 0:
        return w - x, b - 1
    if not fires and y == 1:
        return w + x, b + 1
    return w, b


def update_as_list(w, b, x, y):
    v = np.append(w, b)
    v = v + (y - np.heaviside(v @ np.append(x, 1), 1)) * np.append(x, 1)
    return [v[:-1].tolist(), v[-1]]


def train_with_appended_one(X, y, max_epochs):
    X1 = np.c_[X, np.ones(len(X))]
    v, mistakes = np.zeros(X1.shape[1]), []
    for _ in range(max_epochs):
        count = 0
        for i in range(len(X1)):
            error = y[i] - (1 if X1[i] @ v >= 0 else 0)
            if error != 0:
                v += error * X1[i]
                count += 1
        mistakes += [count]
        if count == 0:
            break
    return v[:-1], v[-1], np.array(mistakes)


TRAIN_BY_OTHERS = """
def train(X, y, max_epochs):
    w, b, mistakes, epoch = np.zeros_like(X[0]), 0, [], 0
    while epoch < max_epochs:
        wrong = []
        for x_i, y_i in zip(X, y):
            wrong.append(predict(x_i[None], w, b)[0] != y_i)
            w, b = update(w, b, x_i, y_i)
        mistakes.append(sum(wrong))
        if not any(wrong):
            return w, b, mistakes
        epoch += 1
    return w, b, mistakes
"""


def novikoff_by_rows(X, y, w, b):
    v = [*w, b]
    length = math.sqrt(sum(c * c for c in v))
    rows = [[*x, 1.0] for x in X]
    radius = max(math.sqrt(sum(c * c for c in row)) for row in rows)
    margin = min(
        (1 if t else -1) * sum(p * q for p, q in zip(row, v, strict=True)) / length
        for row, t in zip(rows, y, strict=True)
    )
    return {"bound": radius**2 / margin**2, "margin": margin, "radius": radius}


def novikoff_by_unit_vector(X, y, w, b):
    X1 = np.column_stack([X, np.ones(len(X))])
    unit = np.append(w, b) / np.linalg.norm(np.append(w, b))
    margin = np.abs(X1 @ unit).min()  # the line separates, so the distance of each point is its margin
    radius = np.linalg.norm(X1, axis=1).max()
    return dict(radius=radius, margin=margin, bound=np.square(radius / margin))


SHIFT_BY_HELPER = """
def mistakes_by_shift(X, y, shifts):
    def total(table):
        w, b, mistakes = train(table, y, 1000)
        return sum(mistakes)
    raw = [total(X + s) for s in shifts]
    centred = [total((X + s) - np.mean(X + s, axis=0)) for s in shifts]
    return raw, centred
"""

SHIFT_AS_ARRAY = """
def mistakes_by_shift(X, y, shifts):
    table = np.zeros((2, len(shifts)), dtype=int)
    for k, s in enumerate(shifts):
        moved = X + s
        for row, data in enumerate([moved, moved - moved.sum(axis=0) / len(moved)]):
            table[row, k] = np.sum(train(data, y, 1000)[2])
    return table
"""

SEPARABLE_BY_TRAIN = """
def separable(X, y):
    return 0 in train(X, y, 401)[2]
"""


def separable_by_every_line(X, y):
    """A line between two classes can be turned until it touches two points: trying all pairs is enough."""
    sign = 2 * y - 1
    for i in range(len(X)):
        for j in range(len(X)):
            if sign[i] == sign[j]:
                continue
            along = X[j] - X[i]
            # turn about the middle of the two points through directions between all other points
            middle = (X[i] + X[j]) / 2
            angles = np.arctan2(*(X - middle).T[::-1])
            edges = np.sort(np.concatenate([angles, angles + np.pi]) % np.pi)
            for angle in np.append((edges[:-1] + edges[1:]) / 2, (edges[-1] + edges[0] + np.pi) / 2):
                normal = np.array([-np.sin(angle), np.cos(angle)])
                side = sign * ((X - middle) @ normal)
                if normal @ along != 0 and ((side > 0).all() or (side < 0).all()):
                    return True
    return False


RIGHT = {
    "01.1": [weighted_sum_by_index, weighted_sum_in_one_line, weighted_sum_recursive],
    "01.2": [
        {"AND": (2, 2, -3), "OR": (3, 2, -1), "NAND": (-5, -4, 8)},
        {"AND": np.array([0.4, 0.7, -1.0]), "OR": [1, 1, -1], "NAND": [-1.0, -1.0, 1.0]},
    ],
    "01.3": [predict_by_loop, predict_as_truths, predict_by_heaviside],
    "01.4": [update_by_cases, update_as_list],
    "01.5": [train_with_appended_one, TRAIN_BY_OTHERS],
    "01.6": [novikoff_by_rows, novikoff_by_unit_vector],
    "01.7": [SHIFT_BY_HELPER, SHIFT_AS_ARRAY],
    "01.8": [SEPARABLE_BY_TRAIN, separable_by_every_line],
}
