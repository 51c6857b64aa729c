"""Exercise 05.1: one network, written three ways."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


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


class ThreeWays(Exercise):
    """Sequential, functional, subclass: three spellings of one function."""

    id, name, points = "05.1", "three_ways", 2
    title = "one network, written three ways"
    allow, names = ("keras",), ("keras",)
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
    compare = Close()
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
        names = ("sequential", "functional", "subclass")
        found: dict = {}
        for name, model in zip(names, made, strict=True):
            model(X[:1].astype("float32"))  # a subclass has weights after its first call only
            model.set_weights([plant(weight.shape) for weight in model.weights])
            own = not type(model).__module__.startswith("keras")
            is_a = "subclass" if own else "sequential" if isinstance(model, keras.Sequential) else "functional"
            found[name] = is_a + " with " + str(model.count_params()) + " parameters"
            found[name + ": outputs"] = model(X.astype("float32")) if model.weights else np.zeros((len(X), classes))
        return found

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
        table = X
        for shape in ((inputs, first), (first, second), (second, classes)):
            scores = table @ np.resize(planted, shape) + np.resize(planted, shape[1:])  # (rows, units)
            table = np.maximum(scores, 0)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        outputs = weights / weights.sum(axis=1, keepdims=True)
        count = (inputs + 1) * first + (first + 1) * second + (second + 1) * classes
        found: dict = {}
        for name in ("sequential", "functional", "subclass"):
            found |= {name: f"{name} with {count} parameters", f"{name}: outputs": outputs}
        return found


three_ways = ThreeWays()
