"""Right answers to chapter 05, written otherwise than the references: functions, classes, or the text of a whole cell."""

import numpy as np

THREE_BY_HAND = """
import keras
from keras import layers

class Net(keras.Model):
    def __init__(self, first, second, classes):
        super().__init__()
        self.body = keras.Sequential([layers.Dense(first, "relu"), layers.Dense(second, "relu")])
        self.head = layers.Dense(classes, "softmax")

    def call(self, inputs, training=False):
        return self.head(self.body(inputs))

def three_ways(inputs, first, second, classes):
    model = keras.Sequential()
    for units in (first, second):
        model.add(layers.Dense(units, activation="relu"))
    model.add(layers.Dense(classes, activation="softmax"))

    x = keras.Input((inputs,))
    h = layers.Activation("relu")(layers.Dense(first)(x))
    h = layers.ReLU()(layers.Dense(second)(h))
    functional = keras.Model(x, layers.Softmax()(layers.Dense(classes)(h)))
    return [model, functional, Net(first, second, classes)]
"""


def three_with_last_layer_first(inputs, first, second, classes):
    import keras

    def dense(units, activation=keras.activations.relu):
        return keras.layers.Dense(units, activation=activation)

    class Backwards(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = dense(classes, "softmax")
            self.hidden = [dense(first), dense(second)]

        def call(self, x):
            for layer in self.hidden:
                x = layer(x)
            return self.out(x)

    start = keras.Input(shape=(inputs,), name="pixels")
    functional = keras.Model(start, dense(classes, "softmax")(dense(second)(dense(first)(start))))
    return keras.Sequential([dense(first), dense(second), dense(classes, "softmax")]), functional, Backwards()


def hits_by_sorting(y_true, y_pred, k):
    import keras

    order = keras.ops.argsort(-y_pred, axis=-1)[:, :k]  # (n, k)
    right = keras.ops.expand_dims(keras.ops.argmax(y_true, axis=1), axis=-1)  # (n, 1)
    return keras.ops.any(keras.ops.cast(order, "int32") == keras.ops.cast(right, "int32"), axis=-1)


def hits_by_counting(y_true, y_pred, k):
    import keras

    own = keras.ops.max(keras.ops.where(y_true > 0.5, y_pred, -1e9), axis=-1, keepdims=True)
    higher = keras.ops.sum(keras.ops.cast(y_pred > own, "int32"), axis=-1)
    return keras.ops.where(higher < k, 1.0, 0.0)


def hits_by_kerass_own(y_true, y_pred, k):
    import keras

    return keras.metrics.top_k_categorical_accuracy(y_true, y_pred, k=k)


STOP_BY_BEST_EPOCH = """
class StopAtBest(keras.callbacks.Callback):
    def __init__(self, patience):
        super().__init__()
        self.patience = patience

    def on_train_begin(self, logs=None):
        self.seen, self.kept = [], []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(logs["val_loss"])
        self.kept.append(self.model.get_weights())
        if len(self.seen) - 1 - np.argmin(self.seen) >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.kept[int(np.argmin(self.seen))])
"""

STOP_BY_KERAS = """
import keras

class StopAtBest(keras.callbacks.EarlyStopping):
    def __init__(self, patience):
        super().__init__(patience=patience, restore_best_weights=True)
"""

STOP_WITH_NONE = """
import math
from keras.callbacks import Callback

class StopAtBest(Callback):
    def __init__(self, patience):
        Callback.__init__(self)
        self.patience = patience

    def on_train_begin(self, logs):
        self.best = None
        self.waited = 0

    def on_epoch_end(self, epoch, logs):
        now = logs.get("val_loss", math.inf)
        if self.best is None or now < self.best[0]:
            self.best = (now, [w.copy() for w in self.model.get_weights()])
            self.waited = 0
            return
        self.waited = self.waited + 1
        if self.waited == self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs):
        if self.best:
            self.model.set_weights(self.best[1])
"""


def step_by_pairs(model, loss_fn, optimizer, X, y):
    import tensorflow as tf

    variables = model.trainable_weights
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([variable.value for variable in variables])
        y_pred = model(X, training=True)
        value = loss_fn(y, y_pred)
    gradients = tape.gradient(value, [variable.value for variable in variables])
    optimizer.apply_gradients(list(zip(gradients, variables)))
    return float(value)


STEP_COMPILED = """
import tensorflow as tf

def train_step(model, loss_fn, optimizer, X, y):
    with tf.GradientTape() as tape:
        loss = loss_fn(y_true=y, y_pred=model(X, training=True))
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss.numpy()
"""


def head_from_logits(task, classes):
    from keras import layers, losses

    if task == "regression":
        return layers.Dense(1, activation="linear"), losses.MeanSquaredError()
    if task == "multi-class":
        return layers.Dense(classes), losses.SparseCategoricalCrossentropy(from_logits=True)
    return layers.Dense(1 if task == "binary" else classes), losses.BinaryCrossentropy(from_logits=True)


HEAD_BY_NAMES = """
from keras.layers import Dense

def head_and_loss(task, classes):
    units = {"regression": 1, "binary": 1}.get(task, classes)
    activation = {"regression": None, "multi-class": "softmax"}.get(task, "sigmoid")
    loss = {"regression": "mse", "multi-class": "sparse_categorical_crossentropy"}.get(task, "binary_crossentropy")
    return [Dense(units, activation), loss]
"""


def scores_with_a_scaler(build, X, y, train, test, seeds, epochs):
    class Scaler:
        def fit(self, rows):
            self.mean = np.average(rows, axis=0)
            self.size = np.sqrt(np.average((rows - self.mean) ** 2, axis=0))
            self.size[self.size == 0] = 1.0
            return self

        def transform(self, rows):
            return (rows - self.mean) / self.size

    scaler = Scaler().fit(X[train])
    models = [build(seed) for seed in seeds]
    for model in models:
        model.fit(scaler.transform(X[train]), y[train], epochs=epochs, batch_size=32, verbose=0)
    return [model.evaluate(scaler.transform(X[test]), y[test], verbose=0) for model in models]


def scores_column_by_column(build, X, y, train, test, seeds, epochs):
    Z_train, Z_test = np.zeros((len(train), X.shape[1])), np.zeros((len(test), X.shape[1]))
    for j in range(X.shape[1]):
        column = X[train, j]
        spread = np.std(column) or 1
        Z_train[:, j] = (column - np.mean(column)) / spread
        Z_test[:, j] = (X[test, j] - np.mean(column)) / spread
    result = np.zeros((len(seeds), 2))
    for i, seed in enumerate(seeds):
        model = build(seed)
        model.fit(x=Z_train, y=y[train], epochs=epochs, verbose=0)
        result[i] = model.evaluate(x=Z_test, y=y[test], verbose=0)
    return result


def confusion_by_comparing(y_true, y_pred, classes):
    names = np.arange(classes)
    truths, readings = y_true[:, None] == names, y_pred[:, None] == names  # (n, classes)
    matrix = truths.T.astype(float) @ readings.astype(float)
    return [matrix, matrix.diagonal() / truths.sum(axis=0)]


def confusion_by_bincount(y_true, y_pred, classes):
    matrix = np.bincount(y_true * classes + y_pred, minlength=classes**2).reshape(classes, classes)
    recall = [float(np.mean(y_pred[y_true == c] == c)) for c in range(classes)]
    return matrix.tolist(), recall


def diagnose_by_ends(train, validation, guess):
    t, v = np.array(train) / guess, np.array(validation) / guess
    if np.std(np.diff(t)[2:6]) > 0.08:
        return "rate too high"
    if v.min() > 0.9 and t[-1] < 0.72:
        return "nothing to learn"
    if t[-1] > 0.72:
        return "rate too low"
    if v[-10:].mean() > 1.25 * v.min():
        return "overfitting"
    return "held back in training" if v[-1] < 0.9 * t[-1] else "too small"


def diagnose_by_halves(train, validation, guess):
    n = len(train) // 2
    late, late_v = np.mean(train[n:]) / guess, np.mean(validation[n:]) / guess
    lowest = np.min(validation) / guess
    rises = np.sum(np.diff(train) > 0.1 * guess)
    if rises >= 1:
        return "rate too high"
    if lowest > 0.9 and late < 0.95:
        return "nothing to learn"
    if late > 0.74:
        return "rate too low"
    if late < 0.25 * late_v or late < 0.03:
        return "overfitting"
    if late_v < 0.88 * late:
        return "held back in training"
    return "too small"


ODD_FROM_LOGITS = """
import keras

def is_odd(X_train, y_train, X_new):
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0) + 1e-3
    x = keras.Input((64,))
    h = keras.layers.Dense(64, activation="tanh")(x)
    model = keras.Model(x, keras.layers.Dense(1)(h))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    model.fit((X_train - mean) / spread, y_train, epochs=15, verbose=0)
    return model.predict((X_new - mean) / spread, verbose=0).ravel() > 0
"""

ODD_BY_THE_CHAPTER = """
def is_odd(X_train, y_train, X_new):
    model = keras.Sequential(
        [keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile(keras.optimizers.Adam(0.003), "binary_crossentropy")
    model.fit(X_train / 16, y_train, epochs=15, verbose=0)
    return np.where(model.predict(X_new / 16, verbose=0) < 0.5, 0, 1).ravel()
"""

ODD_BY_READING = """
def is_odd(X_train, y_train, X_new):
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(64, 500)) / 16
    H, G = np.maximum(X_train / 4 @ kernel, 0), np.maximum(X_new / 4 @ kernel, 0)
    weights = np.linalg.solve(H.T @ H + 3 * np.eye(500), H.T @ (2.0 * y_train - 1))
    return (G @ weights > 0).astype(int)
"""


RIGHT = {
    "05.1": [THREE_BY_HAND, three_with_last_layer_first],
    "05.2": [hits_by_sorting, hits_by_counting, hits_by_kerass_own],
    "05.3": [STOP_BY_BEST_EPOCH, STOP_BY_KERAS, STOP_WITH_NONE],
    "05.4": [step_by_pairs, STEP_COMPILED],
    "05.5": [head_from_logits, HEAD_BY_NAMES],
    "05.6": [scores_with_a_scaler, scores_column_by_column],
    "05.7": [confusion_by_comparing, confusion_by_bincount],
    "05.8": [diagnose_by_ends, diagnose_by_halves],
    "05.9": [ODD_FROM_LOGITS, ODD_BY_READING, ODD_BY_THE_CHAPTER],
}
