# %% [markdown]
# # 04 Optimizers
#
# **Which way is down, and how far should one step?**
#
# In 1847 Augustin-Louis Cauchy wanted to solve many equations with many unknowns. His plan: put all that is wrong into
# one number which is never negative, work out its slope for every unknown, move each unknown a little against its
# slope, and go on until the number has vanished. Chapter 03 gave us those slopes for any network. Everything hangs on
# the word *little*. How far is a little? Is it the same for all unknowns, and to the last day? And from where does one
# set out?

# %% [markdown]
# **You will** predict the learning rate at which training explodes; write momentum, AdaGrad, RMSprop and Adam, equal to
# Keras; feed them mini-batches; plan a learning rate; start a deep network so that it can learn.
#
# **You need** chapters 01 to 03. **It takes** three hours: nine exercises, 16 points. An answer is graded by its cell
# and the earlier answers that its task names: of what other cells import, only `np` is there.

# %% tags=["setup"]
import numpy as np

import nnlearn
from nnlearn import datasets, plots
from nnlearn.datasets import landscapes
from nnlearn.exercises import ch04
from nnlearn.scratch import Dense, Sequential, initializers, losses
from nnlearn.scratch.optimizers import clipping, schedules

rng = nnlearn.setup(seed=4, keras=True)
import keras

# %% [markdown]
# ## How far is one step?
#
# One weight, and a loss as round as a bowl: $f(w) = 2w^2$, with the slope $4w$. We stand at $w = 1$. With a learning
# rate $\eta$ of 0.05, where do we stand after one step $w \leftarrow w - \eta \cdot 4w$, and after two?

# %% tags=["nbval-check-output"]
w = 1.0
for _ in range(2):
    w = w - 0.05 * 4 * w
    print(round(w, 4))

# %% [markdown]
# Each step multiplies $w$ by $1 - 0.05 \cdot 4 = 0.8$. So we know every walk without walking: after $t$ steps $w$ has
# been multiplied by $(1-4\eta)^t$. Guess what $\eta = 0.25$, $0.45$, $0.5$ and $0.55$ do, then look. The numbers count
# the steps.


# %%
def bowl(w):
    return 2 * np.asarray(w) ** 2


walks = {f"rate {eta}": (1 - 4 * eta) ** np.arange(9) for eta in (0.05, 0.25, 0.45, 0.5, 0.55)}
axes = plots.walk_on_curve(bowl, walks, limits=(-1.5, 1.5))

# %% [markdown]
# A creep; a hit in one step; a zigzag that still closes in; a walk to and fro for ever; an explosion. The slope of the
# slope, here $L = 4$, is called the **curvature** (not the loss of chapter 03). A step multiplies by $1 - \eta L$, and
# that shrinks $w$ as long as it lies between $-1$ and $1$:
#
# $$ |1 - \eta L| < 1 \quad\text{means}\quad 0 < \eta < \frac{2}{L} $$

# %% [markdown]
# ### Exercise 04.1: walk downhill
#
# Write `descend(gradient, w, learning_rate, steps)` for any number of weights: all places of the walk, the start first.
# The caller's `w` stays as it was. Use: NumPy. 1 point.
#
# | argument | shape | meaning |
# |---|---|---|
# | `gradient` | function | weights (d,) to slopes (d,) |
# | `w` | (d,) | start |
# | returns | (steps + 1, d) | places |


# %% tags=["answer"] exercise="04.1"
def descend(gradient, w, learning_rate, steps):
    """The places of gradient descent.

    Task: steps times, go against the slope of the place you stand on.
    Approach: a list that begins with w; each new place is made from the last one.
    Example: descend(lambda w: 4 * w, np.array([1.0]), 0.05, 2) is [[1], [0.8], [0.64]].
    """
    # BEGIN SOLUTION
    places = [w]
    for _ in range(steps):
        here = places[-1]
        places.append(here - learning_rate * gradient(here))
    return np.array(places)
    # END SOLUTION


# %% tags=["check"] exercise="04.1"
ch04.descend.check(descend)

# %% tags=["hint"] exercise="04.1"
# ch04.descend.hint()

# %% [markdown]
# ## What if the valley is narrow?
#
# Two weights, one flat direction (curvature 1) and one steep (curvature 20): a ravine. Along each the step multiplies
# by its own factor. What is the largest rate now, and how fast is the *flat* direction at that rate? Forty steps each,
# from the white circle to the square; pale is low, the star lowest, the last loss in the title.

# %%
descend = ch04.descend.yours_or_ours(descend)
ravine = landscapes.ravine(steepness=20)
paths = {
    f"rate {eta}": descend(ravine.gradient, ravine.start, eta, 40) for eta in (0.02, 0.09, 0.101)
}
axes = plots.landscape(ravine.loss, paths, limits=(-4.6, 2.6, -2.6, 2.6), lowest=ravine.lowest)

# %% [markdown]
# The steepest direction sets the limit, $2/20 = 0.1$; the flattest asks for patience: even at that rate a step leaves
# $1 - 0.1 \cdot 1 = 0.9$ of the way. Their ratio, here 20, is the **condition number**: the larger, the more steps.

# %% [markdown]
# Most ravines do not lie along the axes. Take $\tfrac12(3w_1^2 + 2w_1w_2 + 3w_2^2)$. Its slopes are $3w_1 + w_2$ and
# $w_1 + 3w_2$: a symmetric matrix $A$ times $w$. (The loss is $\tfrac12\, w \cdot A w$.) Look what $A$ makes of $(1,
# 1)$ and of $(1, -1)$:

# %% tags=["nbval-check-output"]
A = np.array([[3.0, 1.0], [1.0, 3.0]])
print(A @ [1, 1], A @ [1, -1], " stretches:", np.linalg.eigvalsh(A))

# %% [markdown]
# Stretched by 4 and by 2: along these directions the slope is a number times the place, as in the bowl. So the
# stretches (*eigenvalues*; `eigvalsh` finds them, smallest first) are curvatures. And any $w$ is a sum of such
# directions: a step multiplies each part by its own $1 - \eta\,\cdot$ stretch. The limit for this $A$ must be $2/4$.

# %% [markdown]
# ### Exercise 04.2: an experiment at the limit
#
# Write `at_the_limit(A, w, shares, steps)` for the loss $\tfrac12\, w \cdot A w$: the largest stable learning rate, and
# for each share $s$ the length of the weights after `steps` steps from `w` at $s$ times that rate. You may call your
# `descend`. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `A`, `w` | (d, d), (d,) | symmetric matrix, curvatures above 0; start |
# | `shares` | list | 1 is the limit itself |
# | returns | number, list | limit, one length per share |


# %% tags=["answer"] exercise="04.2"
def at_the_limit(A, w, shares, steps):
    """The largest stable learning rate, and where walks below and above it end.

    Task: return (limit, lengths).
    Approach: curvatures, the limit that the decisive one sets, one walk per share, the length of its last place.
    Example: for A = [[2]], w = [1], shares [0.5, 1.5] and 2 steps, as arrays: 1.0 and [0, 4].
    """
    # BEGIN SOLUTION
    limit = 2 / np.linalg.eigvalsh(A).max()
    lengths = []
    for share in shares:
        end = descend(lambda place: A @ place, w, share * limit, steps)[-1]
        lengths.append(np.linalg.norm(end))
    return limit, lengths
    # END SOLUTION


# %% tags=["check"] exercise="04.2"
ch04.at_the_limit.check(at_the_limit)

# %% tags=["hint"] exercise="04.2"
# ch04.at_the_limit.hint()

# %% [markdown]
# Ten weights, a random $A$, 300 steps. At which share will shrinking turn into growing?

# %%
at_the_limit = ch04.at_the_limit.yours_or_ours(at_the_limit)
B = rng.normal(size=(10, 10))
shares = np.linspace(0.9, 1.05, 16)
limit, lengths = at_the_limit(B @ B.T, np.ones(10), shares, 300)
curves = {"after 300 steps": lengths, "at the start": [np.sqrt(10)] * 16}
ax = plots.learning_curve(curves, x=shares, xlabel="share of 2 / L", ylabel="length", log=True)

# %% [markdown]
# At 1, where the algebra said. (What is left below 1 lies along the flattest directions, which shrink slowly at all
# these rates.) And that is why chapter 01's centring, and scaling, pay: a linear model with squared error has the
# gradient $2X^\top(Xw - y)/n$, so its matrix is $2X^\top X/n$, made of the inputs. Thirteen measurements of wines, as
# they are and *standardised* (each column's mean subtracted, then divided by its standard deviation):

# %% tags=["nbval-check-output"]
X_wine = datasets.load("wine").X
X_scaled = (X_wine - X_wine.mean(axis=0)) / X_wine.std(axis=0)
for name, X in (("as it is", X_wine), ("standardised", X_scaled)):
    curvatures = np.linalg.eigvalsh(2 * X.T @ X / len(X))
    print(f"{name:13} condition number {curvatures[-1] / curvatures[0]:.2g}")

# %% [markdown]
# From 80 million to 46. Scaling the inputs is the cheapest optimizer there is.

# %% [markdown]
# ## Must we read all the data before every step?
#
# The loss is a mean over all examples, so its gradient costs a walk through all of them. A poll does not ask everybody.
# A **mini-batch** of a few examples, drawn by chance, gives a noisy gradient that is right on average. Training with
# such gradients is *stochastic* gradient descent, SGD (Robbins and Monro 1951). How noisy is it? Guess: with 4 times
# the examples, does the noise halve, or fall to a quarter?

# %% [markdown]
# ### Exercise 04.3: mini-batches, no row lost or seen twice
#
# Write `minibatches(X, y, batch_size, rng)`: a list (or generator) of pairs `(X_batch, y_batch)`. The order is drawn
# from `rng`, anew at each call; rows and answers stay together; every row comes exactly once; the last batch is as
# small as what is left. `X` and `y` stay as they were. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X`, `y` | (n, d), (n,) | examples and answers |
# | `rng` | generator | has `permutation`, `shuffle`, ... |
# | returns | pairs | (rows, d) and (rows,) each |


# %% tags=["answer"] exercise="04.3"
def minibatches(X, y, batch_size, rng):
    """One epoch, cut into batches.

    Task: shuffle, cut, hand out pairs.
    Approach: shuffle row numbers once, pick rows of X and of y by the same slice of them.
    Example: 10 rows and batch_size 4 give batches of 4, 4 and 2 rows.
    """
    # BEGIN SOLUTION
    order = rng.permutation(len(X))
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
    # END SOLUTION


# %% tags=["check"] exercise="04.3"
ch04.minibatches.check(minibatches)

# %% tags=["hint"] exercise="04.3"
# ch04.minibatches.hint()

# %% [markdown]
# To measure, we need a network: handwritten digits of 8 by 8 pixels, 32 hidden units, 10 scores. All its weights in one
# long vector make it what the bowl was, a loss of $w$, with 2,410 directions. The second cell below goes to that vector
# and back.

# %% tags=["nbval-check-output"]
minibatches = ch04.minibatches.yours_or_ours(minibatches)
digits = datasets.load("digits")
mixed = np.random.default_rng(0).permutation(len(digits.y))
X_all, y_all = digits.X[mixed] / 16, digits.y[mixed]
X, y, X_new, y_new = X_all[:1200], y_all[:1200], X_all[1200:], y_all[1200:]

network = Sequential([Dense(32, activation="relu"), Dense(10)])
network.build((None, 64))
network.compile("sgd", losses.SparseCategoricalCrossentropy(from_logits=True))  # for its loss
print(network.count_params(), "weights")


# %%
def as_vector(arrays):
    return np.concatenate([array.ravel() for array in arrays])


def put(w):
    ends = np.cumsum([weight.size for weight in network.weights])[:-1]
    for weight, part in zip(network.weights, np.split(w, ends), strict=True):
        weight[...] = part.reshape(weight.shape)


def loss_of(w):
    put(w)
    return network.loss(y, network(X))


def gradient_of(w, X, y):
    put(w)
    network.loss_and_gradients(np.asarray(X), np.asarray(y))
    return as_vector(network.gradients)


def start(seed):  # random kernels, biases of 0; why so, we see at the end
    draw, kernel = np.random.default_rng(seed), initializers.GlorotUniform()
    return as_vector([kernel(w.shape, draw) if w.ndim == 2 else 0 * w for w in network.weights])


# %% [markdown]
# A batch's noise is its distance from the gradient of all 1,200 examples. Both axes are logarithmic; what slope do you
# expect?

# %% tags=["nbval-check-output"]
w, sizes, noise = start(0), 2 ** np.arange(8), []
exact = gradient_of(w, X, y)
for size in sizes:
    off = [gradient_of(w, *batch) - exact for batch in minibatches(X, y, size, rng)]
    noise.append(np.sqrt(np.mean([d @ d for d in off])))
curves = {"measured": noise, "first / root of size": noise[0] / np.sqrt(sizes)}
ax = plots.error_curve(sizes, curves, xlabel="examples in a batch", ylabel="noise", equal=True)
print(f"slope {np.polyfit(np.log(sizes), np.log(noise), 1)[0]:.1f}")

# %% [markdown]
# $-1/2$: the noise falls like $1/\sqrt{\text{batch size}}$, as for any mean. Four times the work only halves it. So
# many rough steps beat few exact ones, up to a point. Which? Take a line through 442 patients' body-mass index and the
# progress of their diabetes, two weights. Each walk may read 1,326 patients, three epochs:

# %%
diabetes = datasets.load("diabetes")
table = np.column_stack([diabetes.X[:, 2], diabetes.y])
bmi, progress = ((table - table.mean(axis=0)) / table.std(axis=0)).T
X_line = np.column_stack([bmi, np.ones(442)])  # slope and intercept


def line_loss(w):
    return np.mean((X_line @ w - progress) ** 2)


def line_walk(size, rate=0.1):
    places, draw = [np.array([-0.6, 0.6])], np.random.default_rng(0)
    for _ in range(3):
        for batch in minibatches(X_line, progress, size, draw):
            A, b = map(np.asarray, batch)
            places.append(places[-1] - rate * 2 * A.T @ (A @ places[-1] - b) / len(b))
    return np.array(places)


paths = {f"batch {size}": line_walk(size) for size in (442, 32, 4)}
paths["batch 4, rate 0.02"] = line_walk(4, 0.02)
limits = (-0.8, 1.2, -0.7, 0.8)
axes = plots.landscape(
    line_loss, paths, limits=limits, columns=4, width=2.2, xlabel="slope", ylabel="intercept"
)

# %% [markdown]
# All of it read at once: three steps, half of the way ($0.8^3 = 0.51$ is left). Batches of 32: there. Batches of 4:
# there soon, but never at rest. Every four patients pull their own way, and the walk wanders in a cloud; a smaller rate
# makes a smaller cloud, and a slower walk.

# %% [markdown]
# ## What if a step remembered the last one?
#
# Back to the ravine. Across it the gradients point left, right, left; along it they agree, weakly. Boris Polyak (1964)
# gave the walker mass: a ball keeps its **velocity** $v$, slowed to a share $\mu$, and each gradient only pushes it:
#
# $$ v \leftarrow \mu v - \eta g, \qquad w \leftarrow w + v $$
#
# Suppose the slope stays $1$ and $\mu = 0.9$, $\eta = 0.1$. How long do the steps become?

# %% tags=["nbval-check-output"]
v = 0.0
for step in range(1, 101):
    v = 0.9 * v - 0.1 * 1.0
    if step in (1, 2, 3, 10, 100):
        print(step, round(v, 3))

# %% [markdown]
# Ten times $\eta$, that is $\eta / (1 - \mu)$; while slopes that alternate cancel. Nesterov (1983) looks ahead: in
# Keras' form the weights move by $\mu v - \eta g$ with the *new* $v$. Say the velocity is 1 and a slope turns against
# it, $\eta g = 0.5$. Momentum goes on, by $0.9 - 0.5 = 0.4$. Nesterov moves by $0.9 \cdot 0.4 - 0.5 = -0.14$: back
# already.
#
# All our optimizers are functions `step(w, g, state, learning_rate, ...)` that return `(w, state)`. The state is
# whatever *your* function wants to be given at the next step, at the first step `None`. Between steps the caller may
# change rate and weights; your function leaves `w` as it was.

# %% [markdown]
# ### Exercise 04.4: a step with a memory
#
# Write `momentum_step(w, g, state, learning_rate, momentum, nesterov)` as in `keras.optimizers.SGD`: the new velocity
# is $\mu v - \eta g$; the weights move by it, or, where `nesterov` is true, by $\mu$ times the new velocity minus $\eta
# g$. (Others put $1 - \mu$ before the gradient; PyTorch multiplies by $\eta$ last.) Our checks show one row of weights
# per step. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `w`, `g` | any, the same | weights, gradient |
# | returns | like `w`; state | new weights; new state |


# %% tags=["answer"] exercise="04.4"
def momentum_step(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    """One step of SGD with momentum; w and g have the same shape, whichever.

    Task: return (new weights, new state).
    Approach: the state is the velocity; None means 0. New velocity first, then the weights.
    Example: from w = 1 with g = 2, None and rate 0.1: w is 0.8; with g = 2 again and the state that came back: 0.42.
    """
    # BEGIN SOLUTION
    velocity = momentum * (0 if state is None else state) - learning_rate * g
    move = momentum * velocity - learning_rate * g if nesterov else velocity
    return w + move, velocity
    # END SOLUTION


# %% tags=["check"] exercise="04.4"
ch04.momentum_step.check(momentum_step)

# %% tags=["hint"] exercise="04.4"
# ch04.momentum_step.hint()

# %% [markdown]
# A ravine five times as steep, forty steps, each at the rate that brings it lowest:

# %%
momentum_step = ch04.momentum_step.yours_or_ours(momentum_step)


def plain_step(w, g, state, learning_rate):
    return w - learning_rate * g, None


def nesterov_step(w, g, state, learning_rate):
    return momentum_step(w, g, state, learning_rate, 0.9, True)


def walk(step, place, learning_rate, steps):
    places, state = [place.start], None
    for _ in range(steps):
        w, state = step(places[-1], place.gradient(places[-1]), state, learning_rate)
        places.append(w)
    return np.array(places)


steep, some = landscapes.ravine(steepness=100), np.arange(1, 20) / 1000
paths = {}
for name, step in {
    "plain": plain_step,
    "momentum": momentum_step,
    "Nesterov": nesterov_step,
}.items():
    rate = min(some, key=lambda eta: steep.loss(walk(step, steep, eta, 40)[-1]))
    paths[f"{name}, rate {rate}"] = walk(step, steep, rate, 40)
axes = plots.landscape(steep.loss, paths, limits=steep.limits, lowest=steep.lowest)

# %% [markdown]
# Plain descent rattles between the walls, past half-way. Momentum gets there, swinging; at the same rate looking ahead
# brakes in time. Is it what Keras does? Ten random gradients to both:


# %% tags=["nbval-check-output"]
def agrees(step, theirs, learning_rate=0.01, **settings):
    dice = np.random.default_rng(0)
    w, state, gap = dice.normal(size=5), None, 0.0
    variable = keras.Variable(w, dtype="float64")
    for g in dice.normal(size=(10, 5)):
        w, state = step(w, g, state, learning_rate, **settings)
        theirs.apply([keras.ops.convert_to_tensor(g)], [variable])
        gap = max(gap, np.abs(w - variable.numpy()).max())
    return bool(gap < 1e-6)


for name, nesterov in (("momentum", False), ("Nesterov", True)):
    theirs = keras.optimizers.SGD(0.01, momentum=0.9, nesterov=nesterov)
    print(f"{name}: ten steps equal to 1e-6:", agrees(momentum_step, theirs, nesterov=nesterov))

# %% [markdown]
# ## Should all weights share one rate?
#
# The ravine's real trouble is one $\eta$ for two directions. John Duchi, Elad Hazan and Yoram Singer (2011) met it with
# words: a rare word's weight is seldom pushed and should then move far. **AdaGrad** keeps for each weight the sum $a$
# of its squared gradients and divides:
#
# $$ a \leftarrow a + g^2, \qquad w \leftarrow w - \eta\, \frac{g}{\sqrt{a + \epsilon}} $$
#
# Two weights with slopes of 100 and 0.01, from $a = 0$. Guess their first steps at $\eta = 0.1$, without $\epsilon$:

# %% tags=["nbval-check-output"]
g = np.array([100.0, 0.01])
print(0.1 * g / np.sqrt(g**2))
a, epsilon = 1e-10, 1e-7
print(f"inside the root {np.sqrt(a + epsilon):.5f}, outside {np.sqrt(a) + epsilon:.5f}")

# %% [markdown]
# Equal: the size of a slope drops out, only its history counts. $\epsilon$ is there for a sum of 0. Where it stands
# matters once the sum is small: for $a = 10^{-10}$ one place divides by thirty times as much as the other.

# %% [markdown]
# ### Exercise 04.5: AdaGrad, a rate for every weight
#
# Write `adagrad_step` as in Keras: the sum starts at 0.1, and $\epsilon$ stands inside the root. (In the paper it
# starts at 0, and a small number is added to the root.) Use: NumPy. 1 point.


# %% tags=["answer"] exercise="04.5"
def adagrad_step(w, g, state, learning_rate, epsilon=1e-7):
    """One step of AdaGrad.

    Task: return (new weights, new state).
    Approach: add the square to the sum first, then divide by the root of the new sum.
    Example: from w = 1 with g = 2, None and rate 0.1: w is about 0.9012, for 0.1 * 2 / sqrt(4.1) is 0.0988.
    """
    # BEGIN SOLUTION
    total = (0.1 if state is None else state) + g**2
    return w - learning_rate * g / np.sqrt(total + epsilon), total
    # END SOLUTION


# %% tags=["check"] exercise="04.5"
ch04.adagrad_step.check(adagrad_step)

# %% tags=["hint"] exercise="04.5"
# ch04.adagrad_step.hint()

# %% [markdown]
# The ravine along the axes, and turned by 45 degrees. Momentum cannot care which way it lies. Can AdaGrad?

# %%
import matplotlib.pyplot as plt

adagrad_step = ch04.adagrad_step.yours_or_ours(adagrad_step)
figure, grid = plt.subplots(2, 2, figsize=(5.4, 4.2))
for row, angle in zip(grid, (0, 45), strict=True):
    place = landscapes.ravine(100, angle)
    paths = {
        "momentum": walk(momentum_step, place, 0.006, 40),
        "AdaGrad": walk(adagrad_step, place, 1.0, 40),
    }
    limits = (-4.6, 2.6, -1.8, 1.8) if angle == 0 else (-4.2, 2.2, -4.2, 2.2)
    plots.landscape(place.loss, paths, axes=row, limits=limits, columns=2, lowest=place.lowest)

# %% [markdown]
# Along the axes it turns once and reaches the goal. In the turned ravine both weights see slopes of nearly the same
# size, get nearly the same rate, and the gift is gone.
#
# And its sum never falls, so its steps shrink for ever. A lecture of Geoffrey Hinton's in 2012, on work with Tijmen
# Tieleman, offered the cure, **RMSprop**: a mean that forgets ($\rho$ of it stays), in place of the sum.
#
# $$ v \leftarrow \rho v + (1 - \rho)\, g^2, \qquad w \leftarrow w - \eta\, \frac{g}{\sqrt{v + \epsilon}} $$

# %% [markdown]
# ### Exercise 04.6: RMSprop, AdaGrad that forgets
#
# Write `rmsprop_step` as in Keras: the mean starts at 0, $\epsilon$ stands inside the root. (Hinton's slide has none;
# PyTorch adds it to the root.) Which two places of your AdaGrad change? Use: NumPy. 1 point.


# %% tags=["answer"] exercise="04.6"
def rmsprop_step(w, g, state, learning_rate, rho=0.9, epsilon=1e-7):
    """One step of RMSprop.

    Task: return (new weights, new state).
    Approach: as AdaGrad, with a running mean instead of the sum.
    Example: from w = 1 with g = 2, None and rate 0.1: w is about 0.6838, for 0.1 * 2 / sqrt(0.4) is 0.3162.
    """
    # BEGIN SOLUTION
    mean = (1 - rho) * g**2 + (0 if state is None else rho * state)
    return w - learning_rate * g / np.sqrt(mean + epsilon), mean
    # END SOLUTION


# %% tags=["check"] exercise="04.6"
ch04.rmsprop_step.check(rmsprop_step)

# %% tags=["hint"] exercise="04.6"
# ch04.rmsprop_step.hint()

# %% tags=["nbval-check-output"]
rmsprop_step = ch04.rmsprop_step.yours_or_ours(rmsprop_step)
print("AdaGrad:", agrees(adagrad_step, keras.optimizers.Adagrad(0.01)))
print("RMSprop:", agrees(rmsprop_step, keras.optimizers.RMSprop(0.01)))

# %% [markdown]
# Now a slope of 1 for ever, at $\eta = 1$. How long are the first, the tenth, the thousandth step?


# %% tags=["nbval-check-output"]
def step_lengths(step):
    w, state, lengths = np.zeros(1), None, []
    for _ in range(1000):
        moved, state = step(w, np.ones(1), state, 1.0)
        lengths.append(abs(moved - w)[0])
        w = moved
    return np.array(lengths)[[0, 9, 99, 999]].round(2)


print(
    "step 1, 10, 100, 1000:  AdaGrad",
    step_lengths(adagrad_step),
    " RMSprop",
    step_lengths(rmsprop_step),
)

# %% [markdown]
# AdaGrad falls asleep, RMSprop stays awake. But its mean starts at 0, far too low: the first step is three times too
# long. **Adam** (Diederik Kingma and Jimmy Ba 2015) mends that, and joins momentum to it. Two running means, of the
# gradient and of its square:
#
# $$ m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2 $$
#
# with $\beta_1 = 0.9$, $\beta_2 = 0.999$. Both start at 0 and are too small at first. Will the first steps of $\eta m /
# \sqrt v$ be too short or too long? Guess, for a slope of 1 for ever:

# %% tags=["nbval-check-output"]
t = np.array([1, 2, 10, 100, 1000, 10000])
m, v = 1 - 0.9**t, 1 - 0.999**t  # what the means have grown to after t steps
print("uncorrected", (m / np.sqrt(v)).round(2))

# %% [markdown]
# Too long, up to 6.5 times, and for hundreds of steps: $v$ fills up far more slowly than $m$. The cure: after $t$ steps
# $m$ is the true mean times $1 - \beta_1^t$, so divide by that, and $v$ likewise. Algorithm 1 of the paper does it and
# then adds $\epsilon$. Keras takes the order that section 2 calls faster, with both corrections moved into the rate:
#
# $$ \alpha = \eta\, \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t}, \qquad w \leftarrow w - \alpha\, \frac{m}{\sqrt v + \epsilon} $$

# %% [markdown]
# ### Exercise 04.7: Adam
#
# Write `adam_step` as in Keras, by the formula above: $t$ is 1 at the first step, $\epsilon$ is added to the root. The
# state must carry $m$, $v$ and $t$. Use: NumPy. 3 points.


# %% tags=["answer"] exercise="04.7"
def adam_step(w, g, state, learning_rate, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """One step of Adam.

    Task: return (new weights, new state).
    Approach: unpack the state (None: 0, 0, 0), count t up, update both means, correct, step.
    Example: from w = 1 with g = 2, None and rate 0.1: w is 0.9; g = 3 gives the same, up to epsilon.
    """
    # BEGIN SOLUTION
    m, v, t = (0, 0, 0) if state is None else state
    m, v, t = beta_1 * m + (1 - beta_1) * g, beta_2 * v + (1 - beta_2) * g**2, t + 1
    alpha = learning_rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return w - alpha * m / (np.sqrt(v) + epsilon), (m, v, t)
    # END SOLUTION


# %% tags=["check"] exercise="04.7"
ch04.adam_step.check(adam_step)

# %% tags=["hint"] exercise="04.7"
# ch04.adam_step.hint()

# %% [markdown]
# One more, in one line. **Weight decay** shrinks every weight a little at each step, which keeps a network tame
# (chapter 07). Added to the gradient, it would be divided by $\sqrt v$ like the rest, and weights with large gradients
# would hardly decay. Ilya Loshchilov and Frank Hutter (2019) let the weights shrink outside: **AdamW**.


# %% tags=["nbval-check-output"]
adam_step = ch04.adam_step.yours_or_ours(adam_step)


def adamw_step(w, g, state, learning_rate, decay=0.004):
    return adam_step(w - learning_rate * decay * w, g, state, learning_rate)


print("Adam: ", agrees(adam_step, keras.optimizers.Adam(0.01)))
print("AdamW:", agrees(adamw_step, keras.optimizers.AdamW(0.01, weight_decay=0.004)))

# %% [markdown]
# Two weights of 1, pushed to and fro by slopes of $\pm 10$ and $\pm 0.1$. Which will decay less when the decay goes
# through the gradient?

# %% tags=["nbval-check-output"]
through, outside = (np.ones(2), None), (np.ones(2), None)
for k in range(200):
    g = np.array([10.0, 0.1]) * (-1) ** k
    through = adam_step(through[0], g + 0.5 * through[0], through[1], 0.01)
    outside = adamw_step(outside[0], g, outside[1], 0.01, decay=0.5)
print("through the gradient", through[0].round(1), " AdamW", outside[0].round(1))

# %% [markdown]
# The one with the large slopes. AdamW treats both alike.
#
# Walks also get stuck at a **saddle**: flat, yet no minimum. Top row: the steep ravine, each at a good rate of its own.
# Bottom row: a saddle (the cross, loss 0; at the star the loss is $-1/4$), all at the rate 0.1, from a hair beside the
# ridge that leads to it. Who leaves the ridge first?

# %%
saddle = landscapes.saddle()
figure, grid = plt.subplots(2, 4, figsize=(7.6, 3.4))
walkers = {
    "plain": plain_step,
    "momentum": momentum_step,
    "RMSprop": rmsprop_step,
    "Adam": adam_step,
}
rows = ((steep, (0.019, 0.006, 0.2, 0.14), None), (saddle, (0.1, 0.1, 0.1, 0.1), (0, 0)))
for axes, (place, rates, cross) in zip(grid, rows, strict=True):
    named = zip(walkers.items(), rates, strict=True)
    paths = {name: walk(step, place, rate, 40) for (name, step), rate in named}
    marks = {"lowest": place.lowest, "saddle": cross}
    plots.landscape(place.loss, paths, axes=axes, limits=place.limits, columns=4, **marks)

# %% [markdown]
# Near the ridge the slope is tiny; those who divide by its size do not notice. How common are saddles? A flat place is
# a minimum only if *none* of its curvatures is negative. Throw dice for symmetric matrices:


# %% tags=["nbval-check-output"]
for d in (1, 2, 4, 6):
    M = np.random.default_rng(0).normal(size=(20000, d, d))
    smallest = np.linalg.eigvalsh(M + M.transpose(0, 2, 1))[:, 0]
    print(d, "weights:", f"{(smallest > 0).mean():.3f} of the flat places are minima")

# %% [markdown]
# Networks are not dice. But Dauphin et al. (2014) measured small ones, and found it so: the higher the loss of a flat
# place, the more directions lead down from it.

# %% [markdown]
# ## Should the rate stay the same?
#
# The cloud in the noisy bowl shrinks with the rate. So: bold first, then careful. Step by step, exponentially, or along
# a cosine (Loshchilov and Hutter 2017), the rate comes down. And at the very start a **warm-up** leads gently up to the
# peak: Adam's corrected means are right on average, but the first rest on one noisy batch, and move every weight by the
# full rate.

# %% [markdown]
# ### Exercise 04.8: warm up, then cool down along a cosine
#
# Write `warm_cosine(step, warmup_steps, decay_steps, peak)` as `keras.optimizers.schedules.CosineDecay` does it: from 0
# at step 0 (a whole number) straight up to the peak at step `warmup_steps`; then half a cosine down to 0, which takes
# `decay_steps` *more* (other libraries count the warm-up in); then 0 for ever. `warmup_steps` may be 0: no warm-up.
# Use: NumPy. 2 points.


# %% tags=["answer"] exercise="04.8"
def warm_cosine(step, warmup_steps, decay_steps, peak):
    """The learning rate of one step; step counts from 0.

    Task: return a number.
    Approach: is it the warm-up? Else: which share p of the cosine has passed, at most 1?
    Example: with warmup_steps 2, decay_steps 4, peak 1 the steps 0 to 6 give 0, 0.5, 1, 0.854, 0.5, 0.146, 0.
    """
    # BEGIN SOLUTION
    if step < warmup_steps:
        return peak * step / warmup_steps
    p = min((step - warmup_steps) / decay_steps, 1)
    return peak * (1 + np.cos(np.pi * p)) / 2
    # END SOLUTION


# %% tags=["check"] exercise="04.8"
ch04.warm_cosine.check(warm_cosine)

# %% tags=["hint"] exercise="04.8"
# ch04.warm_cosine.hint()

# %% tags=["nbval-check-output"]
warm_cosine = ch04.warm_cosine.yours_or_ours(warm_cosine)
theirs = keras.optimizers.schedules.CosineDecay(0.0, 152, warmup_target=0.1, warmup_steps=38)
steps = np.arange(200)
ours = [warm_cosine(step, 38, 152, 0.1) for step in steps]
print(
    "equal to 1e-6:",
    max(abs(float(theirs(s)) - rate) for s, rate in zip(steps, ours, strict=True)) < 1e-6,
)

# %%
curves = {
    "step": schedules.PiecewiseConstantDecay([80, 140], [0.1, 0.03, 0.01])(steps),
    "exponential": schedules.ExponentialDecay(0.1, 80, 0.3)(steps),
    "warm-up, cosine": ours,
}
figure, ax = plt.subplots(figsize=(4.8, 2.6))
ax = plots.learning_curve(curves, ax, x=steps, xlabel="step", ylabel="learning rate")

# %% [markdown]
# Is it worth the trouble? 1,200 digits in batches of 32 are 38 steps; five epochs with Adam at a bold 0.1, five seeds.
# Each mark is one training, the bar their median:


# %% tags=["nbval-check-output"]
def train(step, seed, rate, epochs=5):
    """All places of a training; rate is a number or a function of the step."""
    places, state, draw = [start(seed)], None, np.random.default_rng(seed)
    for _ in range(epochs):
        for batch in minibatches(X, y, 32, draw):
            now = rate(len(places) - 1) if callable(rate) else rate
            w, state = step(places[-1], gradient_of(places[-1], *batch), state, now)
            places.append(w)
    return np.array(places)


plans = {
    "constant": 0.1,
    "cosine": lambda k: warm_cosine(k, 0, 190, 0.1),
    "warm-up, cosine": lambda k: warm_cosine(k, 38, 152, 0.1),
}
measured = {
    name: [loss_of(train(adam_step, seed, plan)[-1]) for seed in range(5)]
    for name, plan in plans.items()
}
ax = plots.runs(measured, xlabel="loss on the training digits", ylabel="schedule")
constant, cosine, warm = map(np.array, measured.values())
print("worst with warm-up below best at a constant rate:", warm.max() < constant.min())
medians = [np.median(losses_of) for losses_of in (warm, cosine, constant)]
print("medians: warm-up, cosine below cosine below constant:", medians == sorted(medians))

# %% [markdown]
# The cosine helps, and a warm-up before it helps more. (Alone it does not.) What they buy is a bolder peak: at 0.02
# neither plan ends lower than a constant 0.02.
#
# One more danger: a cliff. One step too far, the slope is enormous, and the next step throws the weights away, however
# well the rate was chosen. **Clipping** shortens a gradient that is too long:

# %% tags=["nbval-check-output"]
g = np.array([-7.0, 0.2])
print("by value:", clipping.clip_by_value(g, 0.5), " by norm:", clipping.clip_by_norm(g, 0.5))

# %% [markdown]
# Entry by entry, which turns the direction, or as a whole, which keeps it (Keras: `clipvalue`, `clipnorm`). Below, seen
# from the side, a plain slopes gently to the left and ends at a wall. Where will each walk be after twenty-five steps?


# %%
def clipped_step(w, g, state, learning_rate):
    return plain_step(w, clipping.clip_by_norm(g, 0.5), state, learning_rate)


cliff = landscapes.cliff()
steps = {"plain": plain_step, "clipped by norm": clipped_step}
walks = {name: walk(step, cliff, 1.0, 25)[:, 0] for name, step in steps.items()}
figure, axes = plt.subplots(1, 2, figsize=(7.6, 2.1), sharey=True)
axes = plots.walk_on_curve(
    lambda w1: cliff.loss(np.stack([w1, 0 * np.asarray(w1)], axis=-1)),
    walks,
    axes=axes,
    limits=(-0.25, 10),
    xlabel="$w_1$",
)

# %% [markdown]
# One step into the wall, and plain descent needs a hundred to come back. The loss of chapter 11's recurrent networks
# has such walls (Pascanu, Mikolov and Bengio 2013).

# %% [markdown]
# ## From where should one set out?
#
# From zero, as in chapter 01? Or from any other number, the same for all? A small network learns a random task, fifty
# epochs of two batches. Look at its three hidden units, one column each:

# %% tags=["nbval-check-output"]
points, heights = rng.normal(size=(50, 2)), rng.normal(size=(50, 1))
for value in (0.0, 0.5):
    fill = initializers.Constant(value)
    twins = Sequential(
        [Dense(3, "tanh", kernel_initializer=fill), Dense(1, kernel_initializer=fill)]
    )
    twins.compile("sgd", "mse")
    twins.fit(points, heights, epochs=50, verbose=0, seed=0)
    print(f"all {value}:\n{twins.weights[0]}")

# %% [markdown]
# Units that start alike get the same gradient and stay alike: three units, the work of one. (Zeros do not even move:
# the last kernel of 0 lets nothing back to the first, and hidden outputs of 0 give the last no slope.) So throw dice.
# But how large? A unit adds up products $x_i w_i$. With 100 of them, inputs of size 1 and weights of size 0.3, how
# large is $z^2$ on average?

# %% tags=["nbval-check-output"]
products = rng.normal(size=(10_000, 100)) * rng.normal(0, 0.3, size=(10_000, 100))
print(
    f"mean of z squared {np.mean(products.sum(axis=1) ** 2):.1f}   100 * 0.3 ** 2 = {100 * 0.3**2:.1f}"
)

# %% [markdown]
# Signs by chance let the products cancel, but their *squares* add up, for $n$ inputs:
#
# $$ \text{mean of } z^2 \;=\; n \cdot \mathrm{Var}(w) \cdot \text{mean of } x^2 $$
#
# where $\mathrm{Var}(w)$, the **variance**, is the square of the standard deviation: for dice of mean 0, the mean of
# $w^2$. To keep the size, take $\mathrm{Var}(w) = 1/n$. From here two roads lead on.
#
# - A ReLU cuts off half of the squares. So Kaiming He and others (2015) double the variance: $2/n$.
# - On the way back each input adds up what comes from all *units*: $n_{out}$ products, not $n_{in}$. So Xavier Glorot
#   and Yoshua Bengio (2010) take the middle: $2 / (n_{in} + n_{out})$.

# %% [markdown]
# ### Exercise 04.9: He's start
#
# Write `he_normal(fan_in, units, rng)`: a kernel of normal draws with mean 0 and variance $2/n$, where $n$ is `fan_in`,
# the inputs of a unit. (Keras also cuts off the tails and makes up for it; you need not.) Use: NumPy. 2 points.
#
# | argument | type | meaning |
# |---|---|---|
# | returns | (fan_in, units) | kernel |


# %% tags=["answer"] exercise="04.9"
def he_normal(fan_in, units, rng):
    """A kernel that keeps a signal's size through a ReLU layer.

    Task: return fan_in * units draws in the shape of a kernel.
    Approach: rng.normal takes a standard deviation, the root of the variance.
    Example: he_normal(800, 50, rng).std() is about 0.05.
    """
    # BEGIN SOLUTION
    return np.sqrt(2 / fan_in) * rng.normal(size=(fan_in, units))
    # END SOLUTION


# %% tags=["check"] exercise="04.9"
ch04.he_normal.check(he_normal)

# %% tags=["hint"] exercise="04.9"
# ch04.he_normal.hint()

# %% [markdown]
# Twenty layers of 200 units, inputs of size 1 (the root of the mean square). Forward we measure every layer's output;
# then a gradient of size 1 goes in at the end, and we measure what arrives. Five starts, two activations. Which lines
# stay level?

# %%
he_normal = ch04.he_normal.yours_or_ours(he_normal)
signals = rng.normal(size=(200, 200))
starts = {
    "zeros": initializers.Zeros(),
    "spread 0.01": lambda shape, draw: draw.normal(0, 0.01, shape),
    "spread 0.3": lambda shape, draw: draw.normal(0, 0.3, shape),
    "Glorot": initializers.GlorotUniform(),
    "He": lambda shape, draw: he_normal(*shape, draw),
}


def sizes_through(kernel, bend):
    deep = Sequential([Dense(200, bend, kernel_initializer=kernel, seed=k) for k in range(20)])
    forward = [np.sqrt(np.mean(h**2)) for h in deep.layer_outputs(signals)]
    backward, gradient = [], signals
    for layer in reversed(deep.layers):
        gradient = layer.backward(gradient)
        backward.insert(0, np.sqrt(np.mean(gradient**2)))
    return forward, backward


panels = {}
for bend in ("tanh", "relu"):
    sizes = {name: sizes_through(kernel, bend) for name, kernel in starts.items()}
    panels[f"{bend}, output"] = {name: forward for name, (forward, _) in sizes.items()}
    panels[f"{bend}, gradient"] = {name: backward for name, (_, backward) in sizes.items()}
axes = plots.by_layer(panels, ylabel="size")


# %% tags=["nbval-check-output"]
def power_of_ten(size):
    return f"{round(np.log10(size)):8d}" if size > 0 else " nothing"


print("powers of ten:      output of layer 20, gradient at layer 1")
for bend in ("tanh", "relu"):
    for name in starts:
        last, first = panels[f"{bend}, output"][name][-1], panels[f"{bend}, gradient"][name][0]
        print(f"{bend}  {name:12}", power_of_ten(last), power_of_ten(first))

# %% [markdown]
# Zeros and small dice: nothing arrives at either end. Large dice: ReLU explodes. Large dice with tanh look healthy
# forward, since tanh ends at 1; but each kernel multiplies the gradient by about $0.3\sqrt{200} = 4.2$, and the flat
# parts of tanh take back less than that. He keeps ReLU level where Glorot loses half of the squares a layer. With tanh
# Glorot loses a little, since tanh flattens a little, and He's doubling happens to make up for it. So the vanishing of
# chapter 03 was a matter of the start, too.

# %% [markdown]
# ## Which one is best?
#
# At which rate? Ten rates for each, three seeds: a line for the median, a band for the span. Where are the valleys, and
# how wide? (Width: the largest rate that ends below 0.3 over the smallest.)

# %% tags=["nbval-check-output"]
rates = np.array([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2])
optimizers = {
    "SGD": plain_step,
    "momentum": momentum_step,
    "Nesterov": nesterov_step,
    "AdaGrad": adagrad_step,
    "RMSprop": rmsprop_step,
    "Adam": adam_step,
}


def trained_loss(step, seed, rate):
    with np.errstate(all="ignore"):  # too high a rate may end in inf or nan
        return loss_of(train(step, seed, rate)[-1])


valleys = {
    name: np.array([[trained_loss(step, seed, rate) for seed in range(3)] for rate in rates])
    for name, step in optimizers.items()
}
for name, grid in valleys.items():
    good = rates[np.median(grid, axis=1) < 0.3]
    print(f"{name:9}width {good.max() / good.min():.0f}")

# %%
figure, axes = plt.subplots(1, 2, figsize=(7.2, 2.4), sharey=True)
for ax, three in zip(
    axes, (("SGD", "momentum", "Nesterov"), ("AdaGrad", "RMSprop", "Adam")), strict=True
):
    grids = {name: valleys[name] for name in three}
    plots.sweep(rates, grids, ax, xlabel="learning rate", ylabel="loss after five epochs", top=4)
    ax.legend(loc="lower center", ncols=3, fontsize=8, handlelength=1.4, columnspacing=0.8)
axes[0].set_ylim(0.02, 5)  # room for the legends
best = {name: np.nanargmin(np.median(grid, axis=1)) for name, grid in valleys.items()}
print("best rate:", {name: float(rates[k]) for name, k in best.items()})

# %% [markdown]
# Each has a valley with a wall on its right, Adam the widest. SGD's best rate lies behind Adam's wall: to compare the
# two at one rate is to compare nothing. So each runs at its own, on five seeds that the sweep has not seen: first
# constant, then with a peak twice as high, warm-up and cosine. What matters more, the name or the plan?


# %%
racing = dict(zip(optimizers, (0.5, 0.1, 0.1, 0.2, 0.02, 0.05), strict=True))  # read from the sweep


def race(plan):
    """The ends of five trainings per optimizer; plan turns its rate into a schedule."""
    return {
        name: [train(step, seed, plan(racing[name]))[-1] for seed in range(3, 8)]
        for name, step in optimizers.items()
    }


def errors_on_new(w):
    put(w)
    return 100 * np.mean(network(X_new).argmax(axis=1) != y_new)


ends = {
    "constant": race(lambda rate: rate),
    "warm-up, cosine": race(lambda rate: lambda k: warm_cosine(k, 38, 152, 2 * rate)),
}

# %% tags=["nbval-check-output"]
figure, grid = plt.subplots(2, 2, figsize=(7.2, 4.2), sharex="col")
medians = {}
for (left, right), (plan, named) in zip(grid, ends.items(), strict=True):
    found = {name: [loss_of(w) for w in ws] for name, ws in named.items()}
    medians[plan] = {name: np.median(five) for name, five in found.items()}
    plots.runs(found, left, xlabel="training loss", title=plan)
    errors = {name: [errors_on_new(w) for w in ws] for name, ws in named.items()}
    plots.runs(errors, right, xlabel="new digits misread, %", title=plan)
constant, planned = medians.values()
print(
    "below the best constant one:",
    [name for name in planned if planned[name] < min(constant.values())],
)

# %% [markdown]
# At constant rates many spans overlap, and five other seeds give another order. With a plan four end below the best
# without one, Adam lowest. SGD and AdaGrad hardly gain here; on new digits the plan helps all six. Robin Schmidt, Frank
# Schneider and Philipp Hennig (2021) compared fifteen optimizers on eight problems: success varied greatly with the
# task, trying several at their defaults did about as well as tuning one, none clearly dominated, and Adam remained a
# strong contender.

# %% [markdown]
# At last the landscape itself. 2,410 directions cannot be drawn, two can: from the start to SGD's end, and to Adam's.
# Both walks are laid flat on that plane, a dot every fifth step. Did they go to the same place?

# %%
origin, walked = start(0), {"SGD": train(plain_step, 0, 0.5), "Adam": train(adam_step, 0, 0.05)}
to_sgd, to_adam = (path[-1] - origin for path in walked.values())
across = to_adam - (to_adam @ to_sgd) / (to_sgd @ to_sgd) * to_sgd  # at right angles to the first
plane = np.array([d / np.linalg.norm(d) for d in (to_sgd, across)])  # (2, 2410)
axes = plots.landscape(
    lambda c: loss_of(origin + c @ plane),
    {name: (path[::5] - origin) @ plane.T for name, path in walked.items()},
    limits=(-3, 18, -3, 23),
    columns=2,
    width=3.4,
    resolution=31,
    xlabel="towards SGD's end",
    ylabel="across",
)

# %% [markdown]
# No. Is SGD stuck where it stands? Let it walk on, on five seeds:

# %% tags=["nbval-check-output"]
further, share = [], []
for seed in range(5):
    sgd, adam = train(plain_step, seed, 0.5, epochs=20), train(adam_step, seed, 0.05)
    five_epochs = sgd[len(adam) - 1]
    further.append(np.linalg.norm(adam[-1] - adam[0]) / np.linalg.norm(five_epochs - sgd[0]))
    share.append(loss_of(sgd[-1]) / loss_of(five_epochs))
print("Adam went more than twice as far:", min(further) > 2)
print("fifteen epochs more halve SGD's loss at least:", max(share) < 0.5)

# %% [markdown]
# Not stuck: not done. (2,408 directions stay hidden; Li et al. 2018 discuss which two to draw.)

# %% [markdown]
# ## Summary
#
# A step multiplies the distance along each direction by one minus rate times curvature: the steepest direction sets the
# limit $2/L$, the flattest asks for patience. Mini-batches trade exact steps for many, with noise that falls as the
# root of their size. Momentum adds up what gradients agree on; AdaGrad, RMSprop and Adam give every weight a rate of
# its own. The spread of the first weights decides whether a deep network hears anything at all. No optimizer wins
# everywhere; a bold start and a careful end helped all of ours on new digits.
#
# By now we have written every part of an engine. Who writes it for real, and what can it do that ours cannot?

# %% [markdown]
# ## Check your understanding
#
# 1. Training explodes at a rate of 0.5 and converges at 0.4. What do you know about the largest curvature?
# 2. You double the batch size. What happens to the noise, and to the steps per epoch?
# 3. With momentum 0.99, how long does a step become on an even slope?
# 4. One weight's slope is always 1, another's always 0.001. Compare their steps with plain descent, and with Adam.
# 5. Somebody starts all biases at 0. Is that the mistake of this chapter's twins?
# 6. "Adam beat SGD, both at 0.001." What do you ask?
#
# Short answers stand in `docs/answers.md`.

# %% [markdown]
# ## Further reading
#
# - A.-L. Cauchy (1847). Méthode générale pour la résolution des systèmes d'équations simultanées. *Comptes rendus* 25,
#   536-538.
# - H. Robbins and S. Monro (1951). A stochastic approximation method. *Annals of Mathematical Statistics* 22, 400-407.
# - B. T. Polyak (1964). Some methods of speeding up the convergence of iteration methods. *USSR Computational
#   Mathematics and Mathematical Physics* 4(5), 1-17.
# - Y. Nesterov (1983). A method of solving a convex programming problem with convergence rate $O(1/k^2)$. *Soviet
#   Mathematics Doklady* 27, 372-376.
# - J. Duchi, E. Hazan and Y. Singer (2011). Adaptive subgradient methods for online learning and stochastic
#   optimization. *JMLR* 12, 2121-2159.
# - G. Hinton, N. Srivastava and K. Swersky (2012). *Neural networks for machine learning*, lecture 6e (slides).
# - D. P. Kingma and J. Ba (2015). Adam: a method for stochastic optimization. *ICLR*.
# - I. Loshchilov and F. Hutter (2017). SGDR: stochastic gradient descent with warm restarts. *ICLR*; (2019). Decoupled
#   weight decay regularization. *ICLR*.

# %% [markdown]
# - Y. Dauphin et al. (2014). Identifying and attacking the saddle point problem in high-dimensional non-convex
#   optimization. *NeurIPS*.
# - X. Glorot and Y. Bengio (2010). Understanding the difficulty of training deep feedforward neural networks.
#   *AISTATS*.
# - K. He et al. (2015). Delving deep into rectifiers. *ICCV*.
# - H. Li et al. (2018). Visualizing the loss landscape of neural nets. *NeurIPS*.
# - R. Pascanu, T. Mikolov and Y. Bengio (2013). On the difficulty of training recurrent neural networks. *ICML*.
# - R. M. Schmidt, F. Schneider and P. Hennig (2021). Descending through a crowded valley. *ICML*.
