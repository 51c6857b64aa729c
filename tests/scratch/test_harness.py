"""The harness against planted bugs: each is caught, and the message says what is wrong."""

import numpy as np
import pytest
from harness import check_against_keras, check_layer

from nnlearn.scratch.layers import Add, BatchNormalization, Concatenate, Dense, Dropout, Embedding


class ConstantStatistics(BatchNormalization):
    """Backward forgets that the batch's mean and variance depend on the input."""

    def backward(self, gradient):
        self._training = False
        return super().backward(gradient)


class ConstantVariance(BatchNormalization):
    """Backward forgets that the variance depends on the input."""

    def backward(self, gradient):
        super().backward(gradient)
        dx_hat = gradient * self.gamma
        return (dx_hat - dx_hat.mean(axis=0)) / self._std if self._training else dx_hat / self._std


class AlwaysTraining(BatchNormalization):
    """Backward of inference takes the moving averages for the batch's."""

    def backward(self, gradient):
        self._training = True
        return super().backward(gradient)


class NoGamma(BatchNormalization):
    """Backward forgets a factor that is 1 at first."""

    def backward(self, gradient):
        return super().backward(gradient) / self.gamma


class MovesInInference(BatchNormalization):
    """Inference moves the averages."""

    def forward(self, x, training=False):
        self._statistics(x)
        return super().forward(x, training)


class StaleAverages(BatchNormalization):
    """Training makes new arrays for the averages, so that `weights` holds the old ones."""

    def forward(self, x, training=False):
        vars(self).update(moving_mean=self.moving_mean.copy(), moving_variance=self.moving_variance.copy())
        return super().forward(x, training)


class UnbiasedVariance(BatchNormalization):
    """The moving variance follows m / (m - 1) times the batch's, as in the paper but not in Keras."""

    def _statistics(self, x):
        before = self.moving_variance.copy()
        mean, variance = super()._statistics(x)
        self.moving_variance[...] = self.momentum * before + (1 - self.momentum) * x.var(axis=0, ddof=1)
        return mean, variance


class NewMask(Dropout):
    """Backward draws a mask of its own."""

    def backward(self, gradient):
        if self._mask is not None:
            self._mask = (self._rng.random(gradient.shape) >= self.rate) / (1 - self.rate)
        return super().backward(gradient)


class DropsAlways(Dropout):
    """Inference drops too."""

    def forward(self, x, training=False):
        return super().forward(x, True)


class DrawsAlways(Dropout):
    """Inference drops nothing but uses up chance, so that training depends on how often one looked."""

    def forward(self, x, training=False):
        y = super().forward(x, True)
        if training:
            return y
        self._mask = None
        return x


class LostArgument(Dropout):
    """The rate that is kept is not the rate that is used."""

    def __init__(self, rate, seed=None, *, dtype="float64", name=None):
        super().__init__(0.0, seed, dtype=dtype, name=name)
        self.used, self.rate = rate, 0.0

    def forward(self, x, training=False):
        kept, self.rate = self.rate, self.used
        y = super().forward(x, training)
        self.rate = kept
        return y


class DoublePrecision(Dropout):
    """A factor in float64 makes all of training float64."""

    def forward(self, x, training=False):
        return super().forward(x, training) * np.float64(1 if training else 1.0).reshape(1) if training else x


class RepeatsLost(Embedding):
    """A row that was looked up twice counts once."""

    def backward(self, gradient):
        dembeddings = np.zeros_like(self.embeddings)
        dembeddings[self._x] += self._as_gradient(gradient)
        self.gradients = [dembeddings]


class Half(Add):
    """The second input gets half of its gradient."""

    def backward(self, gradient):
        first, second = super().backward(gradient)
        return [first, second / 2]


class Greedy(Concatenate):
    """The gradient that came in is changed in place."""

    def backward(self, gradient):
        gradient *= 2
        return [piece / 2 for piece in super().backward(gradient)]


class Trusting(Dropout):
    """Takes whatever comes."""

    def _as_input(self, x):
        return super()._as_input(x) if x.dtype == float else x


class Decaying(Dense):
    """A forward pass in training changes the kernel."""

    def forward(self, x, training=False):
        y = super().forward(x, training)
        if training:
            self.kernel -= 0.1
        return y


class WrongShape(Dense):
    """Promises another shape than it gives."""

    def output_shape(self, input_shape):
        return (input_shape[0], self.units + 1)


normalizing = [np.random.default_rng(1).normal(size=(5, 3))]
indices = [np.array([[1, 1], [0, 1]])]
two = [[np.ones((2, 3)), np.zeros((2, 3))]]


@pytest.mark.parametrize(
    ("wrong", "arguments", "x", "message"),
    [
        (ConstantStatistics, (), *normalizing, r"gradient by the input differs .*\(training=True\)"),
        (ConstantVariance, (), *normalizing, r"gradient by the input differs .*\(training=True\)"),
        (AlwaysTraining, (), *normalizing, r"gradient by the input differs .*\(training=False\)"),
        (NoGamma, (), *normalizing, "gradient by the input"),
        (MovesInInference, (), *normalizing, "inference changed a weight"),
        (NewMask, (0.5, 0), *normalizing, r"gradient by the input differs .*\(training=True\)"),
        (DropsAlways, (0.5, 0), *normalizing, "inference twice gives two answers"),
        (DrawsAlways, (0.5, 0), *normalizing, "inference changed what training does next"),
        (LostArgument, (0.5, 0), *normalizing, "made from the configuration differs"),
        (DoublePrecision, (0.5, 0), *normalizing, r"float32 became another dtype \(training=True\)"),
        (RepeatsLost, (3, 2), *indices, "gradient by weight 0"),
        (Half, (), *two, "gradient by the input 1"),
        (Greedy, (), *two, "changed the gradient that it was given"),
        (Trusting, (0.5, 0), *normalizing, "the layer took text"),
        (Decaying, (2,), *normalizing, "a forward pass changed a trainable weight"),
        (WrongShape, (2,), *normalizing, "output_shape is not what comes out"),
    ],
)
def test_planted_bug_is_caught_and_named(wrong, arguments, x, message):
    with pytest.raises(AssertionError, match=message):
        check_layer(lambda dtype: wrong(*arguments, dtype=dtype), x, np.random.default_rng(0))


@pytest.mark.parametrize(("right", "arguments", "x"), [(BatchNormalization, (), *normalizing), (Add, (), *two)])
def test_the_layer_without_the_bug_passes(right, arguments, x):
    check_layer(lambda dtype: right(*arguments, dtype=dtype), x, np.random.default_rng(0))


@pytest.mark.keras
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (ConstantStatistics, r"gradient by the input 0 differs from Keras \(training=True\)"),
        (StaleAverages, "non-trainable weight 0 differs from Keras"),
        (UnbiasedVariance, "outputs differ from Keras|non-trainable weight 1 differs from Keras"),
    ],
)
def test_layer_that_differs_from_keras_in_training_is_caught_and_named(wrong, message):
    import keras

    twin = keras.layers.BatchNormalization(dtype="float64")
    with pytest.raises(AssertionError, match=message):
        check_against_keras(wrong(), twin, *normalizing, np.random.default_rng(0))
