"""Exercise 05.1: one network, written three ways."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close, Difference

MODELS = ("Sequential", "functional model", "subclass")


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


BENDS: dict = {
    "relu": lambda z: np.maximum(z, 0),
    "none": lambda z: z,
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softmax": softmax,
    "two softmaxes": lambda z: softmax(softmax(z)),
}
FAULTS = {  # what stands behind the three layers, and what that is called
    ("relu", "relu", "none"): "the last layer has no softmax",
    ("relu", "relu", "two softmaxes"): "the softmax is applied twice",
    ("relu", "relu", "sigmoid"): "the last layer is a sigmoid",
    ("relu", "relu", "relu"): "the last layer is a ReLU",
    ("none", "relu", "softmax"): "the first hidden layer has no ReLU",
    ("relu", "none", "softmax"): "the second hidden layer has no ReLU",
    ("none", "none", "softmax"): "the hidden layers have no activation",
    ("tanh", "tanh", "softmax"): "the hidden layers use tanh",
    ("sigmoid", "sigmoid", "softmax"): "the hidden layers use a sigmoid",
}


def outputs(bends, inputs, first, second, classes, X, planted):
    """What the three layers give with planted weights and these activations."""
    table = X
    for shape, bend in zip(((inputs, first), (first, second), (second, classes)), bends, strict=True):
        table = BENDS[bend](table @ np.resize(planted, shape) + np.resize(planted, shape[1:]))
    return table


class ThreeModels(Close):
    """Close, with the name of the fault where one model alone has it."""

    def difference(self, got, expected, case):
        found = super().difference(got, expected, case)
        if found is None or found.kind != "value" or not isinstance(expected, tuple):
            return found
        for k, model in enumerate(MODELS):
            theirs, right = got[2 * k + 1], expected[2 * k + 1]
            if super().same(theirs, right, case):
                continue
            for bends, fault in FAULTS.items():
                if super().same(theirs, outputs(bends, **case), case):
                    return Difference("value", f"In the {model} {fault}.", theirs, right)
            break
        return found


def stacked(inputs, sizes, activations):
    """Dense layers in a Sequential."""
    import keras

    layers = [keras.layers.Dense(units, activation=name) for units, name in zip(sizes, activations, strict=True)]
    return keras.Sequential([keras.Input(shape=(inputs,)), *layers])


def connected(inputs, sizes, activations, second_reads_inputs=False):
    """The same through the functional API."""
    import keras

    start = table = keras.Input(shape=(inputs,))
    for k, (units, name) in enumerate(zip(sizes, activations, strict=True)):
        source = start if second_reads_inputs and k == 1 else table
        table = keras.layers.Dense(units, activation=name)(source)
    return keras.Model(inputs=start, outputs=table)


def subclassed(inputs, sizes, activations, leave_out=None, in_call=False):
    """The same as a subclass of keras.Model."""
    import keras

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.parts = [] if in_call else self.made()

        def made(self):
            return [keras.layers.Dense(units, activation=name) for units, name in zip(sizes, activations, strict=True)]

        def call(self, x):
            for k, layer in enumerate(self.made() if in_call else self.parts):
                x = x if k == leave_out else layer(x)
            return x

    return Network()


def all_three(inputs, sizes, activations=("relu", "relu", "softmax"), makers=(stacked, connected, subclassed)):
    return tuple(make(inputs, sizes, activations) for make in makers)


def softmax_missing(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), ("relu", "relu", None))


def no_bend(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), (None, None, "softmax"))


def sigmoid_at_the_end(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), ("relu", "relu", "sigmoid"))


def relu_at_the_end(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), ("relu", "relu", "relu"))


def tanh_in_between(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), ("tanh", "tanh", "softmax"))


def one_hidden_layer(inputs, first, second, classes):
    return all_three(inputs, (first, classes), ("relu", "softmax"))


def sizes_swapped(inputs, first, second, classes):
    return all_three(inputs, (second, first, classes))


def order_swapped(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), makers=(connected, stacked, subclassed))


def two_sequential(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), makers=(stacked, stacked, subclassed))


def two_functional(inputs, first, second, classes):
    return all_three(inputs, (first, second, classes), makers=(stacked, connected, connected))


def layers_made_in_call(inputs, first, second, classes):
    sizes, bends = (first, second, classes), ("relu", "relu", "softmax")
    return (
        stacked(inputs, sizes, bends),
        connected(inputs, sizes, bends),
        subclassed(inputs, sizes, bends, in_call=True),
    )


def layer_never_called(inputs, first, second, classes):
    sizes, bends = (first, second, classes), ("relu", "relu", "softmax")
    return stacked(inputs, sizes, bends), connected(inputs, sizes, bends), subclassed(inputs, sizes, bends, leave_out=1)


def second_layer_from_inputs(inputs, first, second, classes):
    sizes, bends = (first, second, classes), ("relu", "relu", "softmax")
    wrong = connected(inputs, sizes, bends, second_reads_inputs=True)
    return stacked(inputs, sizes, bends), wrong, subclassed(inputs, sizes, bends)


def one_set_of_layers(inputs, first, second, classes):
    import keras

    sequential = stacked(inputs, (first, second, classes), ("relu", "relu", "softmax"))
    start = h = keras.Input(shape=(inputs,))
    for layer in sequential.layers:
        h = layer(h)

    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.parts = list(sequential.layers)

        def call(self, x):
            for layer in self.parts:
                x = layer(x)
            return x

    return sequential, keras.Model(start, h), Network()


class ThreeWays(Exercise):
    """Sequential, functional, subclass: three spellings of one function."""

    id, name, points = "05.1", "three_ways", 2
    title = "one network, written three ways"
    allow, names = ("numpy", "keras"), ("keras", "np")
    why = "The three spellings are one function: choose the shortest that can say what you need, and a branch needs the second."
    hints = (
        "All three hold the same three `Dense` layers. Write the Sequential first and check the other two against it.",
        "Functional: `x = keras.Input(shape=(inputs,))`, then each layer is called on what came before, `h = layer(x)`, and `keras.Model(inputs=x, outputs=last)`. Subclass: layers are made in `__init__`, after `super().__init__()`, and called in `call(self, x)`.",
        'In the subclass: `self.one = keras.layers.Dense(first, activation="relu")` and so on in `__init__`, `return self.three(self.two(self.one(x)))` in `call`. At the end `return sequential, functional, Network()`.',
    )
    tips = (
        (
            "ValueError",
            "to a shape",
            "A shape is a tuple, of one number too: `(inputs,)`. The batch is not part of it.",
        ),
        (
            "AttributeError",
            "no attribute",
            "What `call` uses through `self` must be made in `__init__`. Are both spelt alike?",
        ),
    )
    compare = ThreeModels(
        parts=tuple(part for model in MODELS for part in (f"the {model}", f"the outputs of the {model}"))
        + ("their weights",)
    )
    mistakes = (
        Mistake(
            softmax_missing,
            "the last layer has no softmax",
            "What does each row of your outputs sum to, and what should the probabilities of all classes sum to?",
        ),
        Mistake(
            no_bend,
            "the hidden layers have no activation",
            "Chapter 02 folded such a stack into a single layer. What stands between your layers?",
        ),
        Mistake(
            sigmoid_at_the_end,
            "the last layer is a sigmoid",
            "Each class gets a probability of its own that way. What do the probabilities of a row sum to, and what should they?",
        ),
        Mistake(
            relu_at_the_end, "the last layer is a ReLU", "Can a probability be 7? What makes scores probabilities?"
        ),
        Mistake(tanh_in_between, "tanh is used between the layers", "Which activation does the task name?"),
        Mistake(
            one_hidden_layer,
            "the second hidden layer is missing",
            "How many Dense layers does the task list, and how many has each of your models?",
        ),
        Mistake(
            sizes_swapped,
            "the sizes of the two hidden layers are swapped",
            "Which of the two does the input reach first?",
        ),
        Mistake(
            order_swapped,
            "the functional model comes first",
            "In which order does the task ask for the three?",
        ),
        Mistake(
            two_sequential,
            "the second model is a Sequential too",
            "The functional way begins with `keras.Input` and calls layers like functions. Which class ties its two ends together?",
        ),
        Mistake(
            two_functional,
            "the third model is no class of yours",
            "It works, but is the functional way again. What does `class Network(keras.Model)` need besides `__init__`?",
        ),
        Mistake(
            layers_made_in_call,
            "in the third model no weight is kept",
            "It counts 0 parameters. Where are its layers made: once, in `__init__`, or anew at every call?",
        ),
        Mistake(
            layer_never_called,
            "in the third model a hidden layer does nothing",
            "Follow x through your `call`: which layers does it meet?",
        ),
        Mistake(
            one_set_of_layers,
            "the three models share their layers",
            "Train one, and the others change with it. Where could each get layers of its own?",
        ),
        Mistake(
            second_layer_from_inputs,
            "in the second model the second layer reads the inputs",
            "What stands in the brackets behind each of your layers: the table that came before, or the inputs again?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for rows in (1, 4, 6):
            inputs, first, second, classes = rng.choice(np.arange(2, 10), size=4, replace=False).tolist()
            sizes = {"inputs": inputs, "first": first, "second": second, "classes": classes}
            cases.append(sizes | {"X": rng.normal(size=(rows, inputs)), "planted": rng.normal(size=100) / 2})
        return cases

    def shown(self, **case):
        return {name: case[name] for name in ("inputs", "first", "second", "classes")}

    @staticmethod
    def probe(answer, inputs, first, second, classes, X, planted):
        import keras

        def plant(shape):  # weights that depend on a layer's shape alone, in whatever order layers are kept
            return np.resize(planted, shape).astype("float32")

        made = answer(inputs, first, second, classes)
        if made is None:
            return None
        made = list(made) if isinstance(made, (list, tuple)) else [made]
        if len(made) != 3 or not all(isinstance(model, keras.Model) for model in made):
            what = ", ".join(type(model).__name__ for model in made)
            raise TypeError("three models are expected, (sequential, functional, subclass); there is " + what)
        found: list = []
        for model in made:
            model(X[:1].astype("float32"))  # a subclass has weights after its first call only
            model.set_weights([plant(weight.shape) for weight in model.weights])
            own = not type(model).__module__.startswith("keras")
            is_a = (
                "a subclass" if own else "a Sequential" if isinstance(model, keras.Sequential) else "a functional model"
            )
            found.append(is_a + " with " + str(model.count_params()) + " parameters")
            found.append(np.asarray(model(X.astype("float32")) if model.weights else np.zeros((len(X), classes))))
        apart = len({id(weight) for model in made for weight in model.weights})
        alike = apart == sum(len(model.weights) for model in made)
        return (*found, "each model has its own" if alike else "the models share some")

    @staticmethod
    def reference(inputs, first, second, classes):
        import keras

        sizes, bends = (first, second, classes), ("relu", "relu", "softmax")
        sequential = keras.Sequential([keras.Input(shape=(inputs,))])
        x = h = keras.Input(shape=(inputs,))
        for units, bend in zip(sizes, bends, strict=True):
            sequential.add(keras.layers.Dense(units, activation=bend))
            h = keras.layers.Dense(units, activation=bend)(h)

        class Network(keras.Model):
            def __init__(self):
                super().__init__()
                self.one, self.two, self.three = (
                    keras.layers.Dense(units, activation=bend) for units, bend in zip(sizes, bends, strict=True)
                )

            def call(self, x):
                return self.three(self.two(self.one(x)))

        return sequential, keras.Model(inputs=x, outputs=h), Network()

    def expected(self, inputs, first, second, classes, X, planted):
        right = outputs(("relu", "relu", "softmax"), inputs, first, second, classes, X, planted)
        count = (inputs + 1) * first + (first + 1) * second + (second + 1) * classes
        kinds = (f"a {model} with {count} parameters" for model in MODELS)
        return (*(part for kind in kinds for part in (kind, right)), "each model has its own")


three_ways = ThreeWays()
