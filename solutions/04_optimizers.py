# %% [markdown]
# # 04 Optimizers
#
# **Which way is down, and how far should one step?**
#
# In 1847 Augustin-Louis Cauchy wanted to solve many equations with many unknowns. His plan: put all that is wrong into
# one number which is never negative, work out its slope for every unknown, move each unknown a little against its
# slope, and go on until the number has vanished. Chapter 03 gave us those slopes for any network. What Cauchy left to
# the reader is the word *little*. How far is a little? Is the same little right for all unknowns, and from the first
# day to the last? And from where does one set out?

# %% [markdown]
# **You will** predict the learning rate at which training explodes; write momentum, AdaGrad, RMSprop and Adam, equal to
# Keras; feed them mini-batches; plan a learning rate; start a deep network so that it can learn.
#
# **You need** chapters 01 to 03. **It takes** three hours: nine exercises, 16 points.

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
# slope, here $L = 4$, is called the **curvature** (everybody's letter for it; not the loss of chapter 03). A step
# multiplies by $1 - \eta L$, and that shrinks $w$ as long as it lies between $-1$ and $1$:
#
# $$ |1 - \eta L| < 1 \quad\text{means}\quad 0 < \eta < \frac{2}{L} $$

# %% [markdown]
# ### Exercise 04.1: walk downhill
#
# Write `descend(gradient, w, learning_rate, steps)` for any number of weights: all places of the walk, the start first.
# The caller's `w` stays as it was. (Our checks use $a w + b w^3$ as gradient, entry by entry.) Use: NumPy. 1 point.
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
# by its own factor. What is the largest rate now, and how fast is the *flat* direction at that rate? Forty steps each
# from the white circle; a square is the end, the star the lowest place, and the title gives the last loss.

# %%
descend = ch04.descend.yours_or_ours(descend)
ravine = landscapes.ravine(steepness=20)
paths = {
    f"rate {eta}": descend(ravine.gradient, ravine.start, eta, 40) for eta in (0.02, 0.09, 0.101)
}
axes = plots.landscape(ravine.loss, paths, limits=ravine.limits, lowest=ravine.lowest)

# %% [markdown]
# The steepest direction sets the limit, $2/20 = 0.1$; the flattest asks for patience, for at that rate it only shrinks
# by $1 - 0.1 \cdot 1 = 0.9$ per step. Their ratio, here 20, is the **condition number**: the larger, the more steps.

# %% [markdown]
# Most ravines do not lie along the axes. For the loss $\tfrac12\, w \cdot A w$ with a symmetric matrix $A$ the gradient
# is $Aw$, and there are directions that $A$ merely stretches. For this $A$, look what becomes of $(1, 1)$ and of $(1,
# -1)$:

# %% tags=["nbval-check-output"]
A = np.array([[3.0, 1.0], [1.0, 3.0]])
print(A @ [1, 1], A @ [1, -1], " stretches:", np.linalg.eigvalsh(A))

# %% [markdown]
# Stretched by 4 and by 2. Such stretches (*eigenvalues*) are the curvatures along those directions, and `eigvalsh`
# finds them for any symmetric matrix, from the smallest to the largest. So the limit for this $A$ must be $2/4$.

# %% [markdown]
# ### Exercise 04.2: an experiment at the limit
#
# Predict, then hit it. Write `at_the_limit(A, w, shares, steps)` for the loss $\tfrac12\, w \cdot A w$: the largest
# stable learning rate, and for each share $s$ the length of the weights after `steps` steps from `w` at $s$ times that
# rate. You may call your `descend`. Use: NumPy. 2 points.
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
# Ten weights, a random $A$. Between which two shares will the lengths turn from shrinking to growing?

# %%
at_the_limit = ch04.at_the_limit.yours_or_ours(at_the_limit)
B = rng.normal(size=(10, 10))
shares = np.linspace(0.9, 1.05, 16)
limit, lengths = at_the_limit(B @ B.T, np.ones(10), shares, 300)
ax = plots.learning_curve(
    {"after 300 steps": lengths}, x=shares, xlabel="share of 2 / L", ylabel="length", log=True
)

# %% [markdown]
# At 1, where the algebra said. And that is why chapter 01's centring, and scaling, pay: for a linear model with squared
# error the matrix is made of the inputs, $2 X^\top X / n$. Thirteen measurements of wines, as they are and
# *standardised* (each column's mean subtracted, then divided by its standard deviation):

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
# such gradients is *stochastic* gradient descent, SGD (the idea: Robbins and Monro 1951). How noisy is it? Guess: with
# 4 times the examples, does the noise halve, or fall to a quarter?

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
# long vector make it what the bowl was, a loss of $w$, with 2,410 directions instead of two. The second cell below goes
# to that vector and back, gives loss and gradient there, and draws a random start.

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
    network.loss_and_gradients(X, y)
    return as_vector(network.gradients)


def start(seed):  # random kernels, biases of 0; why so, we see at the end
    draw, kernel = np.random.default_rng(seed), initializers.GlorotUniform()
    return as_vector([kernel(w.shape, draw) if w.ndim == 2 else 0 * w for w in network.weights])


# %% [markdown]
# The noise of a mini-batch gradient is its distance from the gradient of all 1,200 examples. Both axes are logarithmic;
# what slope do you expect?

# %% tags=["nbval-check-output"]
w, sizes, noise = start(0), 2 ** np.arange(8), []
exact = gradient_of(w, X, y)
for size in sizes:
    off = [gradient_of(w, *batch) - exact for batch in minibatches(X, y, size, rng)]
    noise.append(np.sqrt(np.mean([d @ d for d in off])))
curves = {"measured": noise, "first / root of size": noise[0] / np.sqrt(sizes)}
ax = plots.error_curve(sizes, curves, xlabel="examples in a batch", ylabel="noise")
print(f"slope {np.polyfit(np.log(sizes), np.log(noise), 1)[0]:.1f}")

# %% [markdown]
# $-1/2$: the noise falls like $1/\sqrt{\text{batch size}}$, as for any mean. Four times the work only halves it. So
# many rough steps beat few exact ones, up to a point. Here is the point: a line through 442 patients' body-mass index
# and the progress of their diabetes, two weights. Each walk may read 1,326 patients, three epochs:

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
        for A, b in minibatches(X_line, progress, size, draw):
            places.append(places[-1] - rate * 2 * A.T @ (A @ places[-1] - b) / len(b))
    return np.array(places)


paths = {f"batch {size}": line_walk(size) for size in (442, 32, 4)}
paths["batch 4, rate 0.02"] = line_walk(4, 0.02)
limits = (-0.8, 1.2, -0.7, 0.8)
axes = plots.landscape(
    line_loss, paths, limits=limits, columns=4, width=2.2, xlabel="slope", ylabel="intercept"
)

# %% [markdown]
# All of it read at once: three steps, and hardly on the way. Batches of 32: there. Batches of 4: there soon, but never
# at rest. Every four patients pull their own way, and the walk wanders in a cloud; a smaller rate makes a smaller
# cloud, and a slower walk.

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
# Keras' form the weights move by $\mu v - \eta g$ with the *new* $v$, as if the velocity had already carried them on.
#
# All our optimizers are functions `step(w, g, state, learning_rate, ...)` that return `(w, state)`. The state is
# whatever *your* function wants to be given at the next step; at the first step it is `None`. The caller's `w` stays as
# it was.

# %% [markdown]
# ### Exercise 04.4: a step with a memory
#
# Write `momentum_step(w, g, state, learning_rate, momentum, nesterov)` as in `keras.optimizers.SGD`: the new velocity
# is $\mu v - \eta g$; the weights move by it, or, where `nesterov` is true, by $\mu$ times the new velocity minus $\eta
# g$. (Other books let $1 - \mu$ stand before the gradient.) Our checks make several steps, and show one row of weights
# per step. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `w`, `g` | any, the same | weights, gradient |
# | `state` | your choice | what came back last time, or `None` |
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
# A ravine five times as steep, the same start, forty steps, each at a good rate of its own (for plain descent just
# below its limit of 0.02). Watch how far each comes along the floor:

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


steep = landscapes.ravine(steepness=100)
paths = {
    "plain": walk(plain_step, steep, 0.019, 40),
    "momentum": walk(momentum_step, steep, 0.015, 40),
    "Nesterov": walk(nesterov_step, steep, 0.006, 40),
}
axes = plots.landscape(steep.loss, paths, limits=steep.limits, lowest=steep.lowest)

# %% [markdown]
# Plain descent rattles between the walls and has come half-way. Momentum gets there, swinging. Looking ahead brakes in
# time. Is it what Keras does? Ten random gradients to both:


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
# Two weights with slopes of 100 and 0.01, from $a = 0$. Guess their first steps at $\eta = 0.1$:

# %% tags=["nbval-check-output"]
g = np.array([100.0, 0.01])
print(0.1 * g / np.sqrt(g**2))

# %% [markdown]
# Equal: the size of a slope drops out, only its history counts.

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
# A ravine of 1 to 100, along the axes and turned by 45 degrees. Momentum cannot care which way it lies. Can AdaGrad?

# %%
import matplotlib.pyplot as plt

adagrad_step = ch04.adagrad_step.yours_or_ours(adagrad_step)
figure, grid = plt.subplots(2, 2, figsize=(5.4, 4.2))
for row, angle in zip(grid, (0, 45), strict=True):
    place = landscapes.ravine(100, angle)
    paths = {
        "momentum": walk(momentum_step, place, 0.015, 40),
        "AdaGrad": walk(adagrad_step, place, 1.0, 40),
    }
    limits = (-4.6, 2.6, -1.8, 1.8) if angle == 0 else (-4.2, 2.2, -4.2, 2.2)
    plots.landscape(place.loss, paths, axes=row, limits=limits, columns=2, lowest=place.lowest)

# %% [markdown]
# Along the axes it walks straight to the goal. In the turned ravine both weights see the same slopes, both get the same
# rate, and the gift is gone. It works weight by weight, and nothing more.
#
# And its sum never falls, so its steps shrink for ever, whether the goal is near or not. A lecture of Geoffrey Hinton's
# in 2012, on work with Tijmen Tieleman, offered the cure, **RMSprop**: a mean that forgets, in place of the sum.
#
# $$ v \leftarrow \rho v + (1 - \rho)\, g^2, \qquad w \leftarrow w - \eta\, \frac{g}{\sqrt{v + \epsilon}} $$

# %% [markdown]
# ### Exercise 04.6: RMSprop, AdaGrad that forgets
#
# Write `rmsprop_step` as in Keras: the mean starts at 0, $\epsilon$ stands inside the root. (Hinton's slide has no
# $\epsilon$; PyTorch adds it to the root.) Use: NumPy. 1 point.


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
# Too long, up to six times, and for hundreds of steps: $v$ fills up far more slowly than $m$. The cell shows the cure:
# after $t$ steps $m$ is the true mean times $1 - \beta_1^t$, so divide by that, and $v$ likewise. Algorithm 1 of the
# paper does it and then adds $\epsilon$. Keras takes the form that ends the paper's section 2, with both corrections
# moved into the rate:
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
    Example: from w = 1 with g = 2, None and rate 0.1: w is 0.9. Any other g above 0 gives the same.
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
# Is the difference real? Two weights of 1, pushed to and fro by slopes of $\pm 10$ and $\pm 0.1$. Nothing but decay
# should move them far. Which weight will decay less when the decay goes through the gradient?

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
# So far the trouble was a ravine. Walks also get stuck at a **saddle**: flat, yet no minimum. Top row: the steep
# ravine, each at a good rate of its own. Bottom row: a saddle, all at the rate 0.1, from a hair beside the ridge that
# leads to it. Forty steps each. Who leaves the ridge first?

# %%
saddle = landscapes.saddle()
figure, grid = plt.subplots(2, 4, figsize=(8.2, 3.7))
walkers = {
    "plain": plain_step,
    "momentum": momentum_step,
    "RMSprop": rmsprop_step,
    "Adam": adam_step,
}
rows = ((steep, (0.019, 0.015, 0.2, 0.14)), (saddle, (0.1, 0.1, 0.1, 0.1)))
for axes, (place, rates) in zip(grid, rows, strict=True):
    named = zip(walkers.items(), rates, strict=True)
    paths = {name: walk(step, place, rate, 40) for (name, step), rate in named}
    plots.landscape(
        place.loss, paths, axes=axes, limits=place.limits, columns=4, lowest=place.lowest
    )

# %% [markdown]
# Near the ridge the slope is tiny; those who divide by its size do not notice. How common are saddles? A flat place is
# a minimum only if *all* its curvatures are positive. Throw dice for symmetric matrices:


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
# a cosine (Loshchilov and Hutter 2017), the rate comes down. And at the very start, where the slopes change fastest and
# Adam's means have seen almost nothing, a **warm-up** leads gently up to the peak.

# %% [markdown]
# ### Exercise 04.8: warm up, then cool down along a cosine
#
# Write `warm_cosine(step, warmup_steps, decay_steps, peak)` as `keras.optimizers.schedules.CosineDecay` does it: a
# straight line from 0 at step 0 to the peak at step `warmup_steps`; then half a cosine down to 0, which takes
# `decay_steps` *more* (other libraries count the warm-up in); then 0 for ever. `warmup_steps` may be 0: no warm-up.
# Use: NumPy. 2 points.
#
# | argument | type | meaning |
# |---|---|---|
# | `step` | whole number | steps made so far, from 0 |
# | returns | number | learning rate of this step |


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
# Is it worth the trouble? 1,200 digits in batches of 32 are 38 steps; five epochs with Adam at a bold peak of 0.1, five
# seeds. Each mark is one training, the bar their median:


# %% tags=["nbval-check-output"]
def train(step, seed, rate):
    """All places of five epochs; rate is a number or a function of the step."""
    places, state, draw = [start(seed)], None, np.random.default_rng(seed)
    for _ in range(5):
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
print(
    "medians in the order of the rows:", np.median(warm) < np.median(cosine) < np.median(constant)
)

# %% [markdown]
# Both halves help here. It is no law: plain SGD at a rate of 0.3 ends higher with the same two schedules (try it), for
# noise was not what held it back, and they take speed away.
#
# One more danger: a cliff. One step too far, the slope is enormous, and the next step throws the weights away, however
# well the rate was chosen. **Clipping** shortens a gradient that is too long:

# %% tags=["nbval-check-output"]
g = np.array([-7.0, 0.2])
print("by value:", clipping.clip_by_value(g, 0.5), " by norm:", clipping.clip_by_norm(g, 0.5))

# %% [markdown]
# Entry by entry, which turns the direction, or as a whole, which keeps it (Keras: `clipvalue`, `clipnorm`). Below, a
# plain slopes gently to the left and ends at a wall. Where will each walk be after twenty-five steps?


# %%
def clipped_step(w, g, state, learning_rate):
    return plain_step(w, clipping.clip_by_norm(g, 0.5), state, learning_rate)


cliff = landscapes.cliff()
paths = {
    "plain": walk(plain_step, cliff, 1.0, 25),
    "clipped by norm": walk(clipped_step, cliff, 1.0, 25),
}
axes = plots.landscape(cliff.loss, paths, limits=cliff.limits, columns=1, width=6.0, height=1.8)

# %% [markdown]
# One step into the wall, and plain descent needs a hundred to come back. Clipped, it hardly notices. The loss of the
# recurrent networks of chapter 11 has such walls (Pascanu, Mikolov and Bengio 2013).

# %% [markdown]
# ## From where should one set out?
#
# From zero, as in chapter 01? Or from any other number, the same for all? A small network learns a random task for a
# hundred steps. Look at its three hidden units, one column each:

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
# nothing flows back through kernels of 0.) So throw dice. But how large? A unit adds up products $x_i w_i$. With 100 of
# them, inputs of size 1 and weights of size 0.3, how large is $z^2$ on average?

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
# where $\mathrm{Var}(w)$, the **variance**, is the mean of $w^2$, the square of the standard deviation. To keep the
# size, take $\mathrm{Var}(w) = 1/n$. A ReLU cuts off half the squares, so Kaiming He and others (2015) double it,
# $2/n$. On the way back each input adds up what comes from all *units*, so Xavier Glorot and Yoshua Bengio (2010) take
# the middle, $2 / (n_{in} + n_{out})$.

# %% [markdown]
# ### Exercise 04.9: He's start
#
# Write `he_normal(fan_in, units, rng)`: a kernel of normal draws with mean 0 and variance $2/n$, where $n$ is `fan_in`,
# the inputs of a unit. (Keras also cuts off the tails and makes up for it; you need not.) Use: NumPy. 2 points.
#
# | argument | type | meaning |
# |---|---|---|
# | `rng` | generator | `rng.normal` draws from it |
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
# Zeros and small dice: nothing arrives at either end. Large dice: ReLU explodes; tanh looks healthy, for it is
# saturated, but its gradients explode. Glorot keeps tanh alive, He keeps ReLU level, and each is off where the other
# belongs. The vanishing of chapter 03 was a matter of the start, too.

# %% [markdown]
# ## Which one is best?
#
# At which rate? Two optimizers, eleven rates, three seeds each; the line is the median, the band spans the seeds. Where
# do you expect the two valleys?

# %% tags=["nbval-check-output"]
rates = 10.0 ** np.arange(-4, 1.1, 0.5)


def trained_loss(step, seed, rate):
    with np.errstate(all="ignore"):  # too high a rate may end in inf or nan
        return loss_of(train(step, seed, rate)[-1])


valleys = {
    name: np.array([[trained_loss(step, seed, rate) for seed in range(3)] for rate in rates])
    for name, step in (("SGD", plain_step), ("Adam", adam_step))
}
ax = plots.sweep(rates, valleys, xlabel="learning rate", ylabel="loss after five epochs", top=4)
for name, grid in valleys.items():
    print(f"{name:5}median loss below 0.3 at", rates[np.median(grid, axis=1) < 0.3].round(4))

# %% [markdown]
# Each has a valley with a wall on its right, and the valleys lie more than a factor of ten apart: to compare the two at
# one common rate is to compare nothing. So each runs at a good rate of its own, found by such a sweep, with five seeds.
# Left the loss on the digits they learn from, right the share of new digits misread. Will one win both?

# %%
racers = {
    "SGD": (plain_step, 0.3),
    "momentum": (momentum_step, 0.1),
    "Nesterov": (nesterov_step, 0.1),
    "AdaGrad": (adagrad_step, 0.3),
    "RMSprop": (rmsprop_step, 0.01),
    "Adam": (adam_step, 0.03),
}


def errors_on_new(w):
    put(w)
    return 100 * np.mean(network(X_new).argmax(axis=1) != y_new)


ends = {
    name: [train(step, seed, rate)[-1] for seed in range(5)]
    for name, (step, rate) in racers.items()
}
figure, (left, right) = plt.subplots(1, 2, figsize=(8.6, 2.8))
plots.runs(
    {name: [loss_of(w) for w in ws] for name, ws in ends.items()}, left, xlabel="training loss"
)
errors = {name: [errors_on_new(w) for w in ws] for name, ws in ends.items()}
ax = plots.runs(errors, right, xlabel="new digits misread, %")

# %% [markdown]
# In five epochs plain SGD comes down least far, and the others overlap. On new digits even that blurs: seeds differ as
# much as optimizers do. Robin Schmidt, Frank Schneider and Philipp Hennig (2021) ran fifteen optimizers on eight
# problems. None won everywhere, and trying several at their defaults did about as well as tuning one. What speaks for
# Adam as a first choice you saw above: its valley is wide, four of our rates against two.

# %% [markdown]
# At last the landscape on which all this happened. 2,410 directions cannot be drawn, two can: from the start to where
# SGD ended, and from the start to where Adam ended. Both walks are laid flat on that plane. Did they go to the same
# place?

# %% tags=["nbval-check-output"]
paths = {"SGD": train(plain_step, 0, 0.3), "Adam": train(adam_step, 0, 0.03)}
origin = start(0)
to_sgd, to_adam = (path[-1] - origin for path in paths.values())
across = to_adam - (to_adam @ to_sgd) / (to_sgd @ to_sgd) * to_sgd  # at right angles to the first
plane = np.array([d / np.linalg.norm(d) for d in (to_sgd, across)])  # (2, 2410)
flat = {name: (path - origin) @ plane.T for name, path in paths.items()}
axes = plots.landscape(
    lambda c: loss_of(origin + c @ plane),
    flat,
    limits=(-3, 15, -3, 17),
    columns=2,
    width=3.4,
    resolution=31,
    xlabel="towards SGD's end",
    ylabel="across",
)
sgd_end, adam_end = (path[-1] for path in paths.values())
between = [loss_of(sgd_end + share * (adam_end - sgd_end)) for share in np.linspace(0, 1, 21)]
print("from start to end:", {name: round(np.linalg.norm(path[-1])) for name, path in flat.items()})
print(
    "straight from SGD's end to Adam's the loss rises by less than 0.05:",
    max(between) < between[0] + 0.05,
)

# %% [markdown]
# No: Adam went more than twice as far. SGD's end lies higher up on the same slope, with hardly a rise in between: it
# was not stuck, it was not done. (The walks leave the plane on their way, and what 2,408 other directions hide is
# anybody's guess. Li et al. 2018 discuss which two to draw.)

# %% [markdown]
# ## Summary
#
# A step multiplies the distance along each direction by one minus rate times curvature: the steepest direction sets the
# limit $2/L$, the flattest asks for patience. Mini-batches trade exact steps for many, with noise that falls as the
# root of their size. Momentum adds up what gradients agree on; AdaGrad, RMSprop and Adam give every weight a rate of
# its own. Schedules make training bold first and careful later, and the spread of the first weights decides whether a
# deep network hears anything at all. No optimizer wins everywhere; the learning rate is worth more than its name.
#
# By now we have written every part of an engine. Who writes it for real, and what can it do that ours cannot?

# %% [markdown]
# ## Check your understanding
#
# 1. Training explodes at a rate of 0.5 and converges at 0.4. What do you know about the largest curvature?
# 2. You double the batch size. What happens to the noise of the gradient, to the steps per epoch, to the cost of an
#    epoch?
# 3. With momentum 0.99, how long does a step become on an even slope, compared with plain descent?
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
