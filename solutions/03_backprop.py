# %% [markdown]
# # 03 Backpropagation
#
# **How does an error at the output tell a weight in the first layer what to do?**
#
# Chapter 02 ended with good weights and nobody to find them: we chose them by hand, or threw dice. Rosenblatt's rule
# corrects a neuron by comparing its answer with the right one. But for a *hidden* unit nobody knows the right answer.
# The network said 0.3 and should have said 1: which of its weights was at fault, and in which direction?
#
# In this chapter you find out three times, each time for a larger piece: with a pencil, on a graph, layer by layer.
# Turned knobs judge all three, and a tool that the world uses agrees. Then a network learns XOR.

# %% [markdown]
# **You will** measure how wrong a network is; get slopes by turning knobs, then all of them in one walk backwards;
# write the engine that walks; train a network with it; catch wrong gradients; see what depth does to slopes.
#
# **You need** chapters 01 and 02, and the derivatives of $x^2$, $e^x$ and $\ln x$ from school; the chain rule comes
# back on the way. **It takes** about three hours: nine exercises, 19 points. Each answer is graded by its cell alone
# and the earlier answers that its task names; what the lesson imports is not at hand.

# %% tags=["setup"]
import math

import numpy as np

import nnlearn
from nnlearn import datasets, plots
from nnlearn.exercises import ch03
from nnlearn.scratch import Dense, Sequential, activations, autodiff, gradcheck, losses, optimizers

rng = nnlearn.setup(seed=3, keras=True)
import keras
import tensorflow as tf

# %% [markdown]
# ## How wrong is a network?
#
# Three questions with the answers yes, no, yes. A network says 0.9, 0.2, 0.6. How far off is it? One way: square the
# errors and take their mean, the **mean squared error**.

# %% tags=["nbval-check-output"]
y, p = np.array([1.0, 0.0, 1.0]), np.array([0.9, 0.2, 0.6])
print((p - y) ** 2, "mean", ((p - y) ** 2).mean())

# %% [markdown]
# Another way: read the answers as probabilities and ask how *surprised* the network is. To what then happened it gave
# 0.9, 0.8 and 0.6. A probability of 1 is no surprise; the smaller it is, the larger the surprise. And the surprises of
# independent events should add up where their probabilities multiply. That asks for a logarithm: the surprise is
# $-\log$ of the probability (the natural one), its mean the **cross-entropy**.

# %% tags=["nbval-check-output"]
given = np.where(y == 1, p, 1 - p)
print(given, "surprise", -np.log(given), "mean", f"{-np.log(given).mean():.4f}")

# %% [markdown]
# A number like these, 0 for perfect and larger for worse, is called a **loss**. Which one should we use? The network's
# last neuron computes a sum $z$, and its sigmoid is the probability, $p = \sigma(z)$. Such a score in front of a
# sigmoid or softmax is called a **logit**. Let the right answer be 1, and draw both losses over the logit, their slopes
# beside them. On the far left the network is sure, and wrong. Which loss would get it out of there?


# %%
def slope_of_squared_error(z):
    p = activations.sigmoid(z)
    return 2 * (p - 1) * p * (1 - p)


curves = {
    "squared error": lambda z: (activations.sigmoid(z) - 1) ** 2,
    "cross-entropy": lambda z: np.logaddexp(0, -z),
}
slopes = {
    "squared error": slope_of_squared_error,
    "cross-entropy": lambda z: activations.sigmoid(z) - 1,
}
axes = plots.curves_and_slopes(curves, slopes, limits=(-8, 8))

# %% tags=["nbval-check-output"]
for name, slope in slopes.items():
    print(f"{name:14} slope at z = -8: {slope(-8.0):.4f}")

# %% [markdown]
# Where it is most wrong, the squared error lies on a plateau, and hardly anything says which way is down. The
# cross-entropy pulls with full force. The reason is short. Since $\sigma(z) = e^z / (1 + e^z)$, we have $-\log
# \sigma(z) = \log(1 + e^z) - z$ and $-\log(1 - \sigma(z)) = \log(1 + e^z)$. So the loss for a label $y$ of 0 or 1 is
#
# $$ L = \log(1 + e^z) - y z, \qquad \frac{dL}{dz} = \frac{1}{1 + e^z} \cdot e^z - y = p - y $$
#
# (The logarithm's slope times that of what stands in it: the chain rule, soon on paper.) The slope *is* the error. A
# second gain: let the logit be 800 and the label 0. What do you expect of the two forms?

# %% tags=["nbval-check-output"]
with np.errstate(all="ignore"):
    print("by the probability", -np.log(1 - 1 / (1 + np.exp(-800.0))))
print("by the logit      ", np.logaddexp(0, 800.0))

# %% [markdown]
# The probability was rounded to 1, and the logarithm of 0 is minus infinity. `np.logaddexp(a, b)` is $\log(e^a + e^b)$
# without overflow. So losses take logits: Keras calls it `from_logits=True`.

# %% [markdown]
# ### Exercise 03.1: binary cross-entropy from logits
#
# Write `binary_crossentropy(y_true, logits)` for a **batch**, the n examples that go in together: the loss, as in Keras
# the *mean* over the batch, and its gradient, one slope per logit. Because of the mean, the slope of one logit is its
# $p - y$ *divided by n*. Any logit is allowed, 800 too. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `y_true` | (n, 1) | labels, 0 or 1 |
# | `logits` | (n, 1) | sums, before any sigmoid |
# | returns | number, (n, 1) | loss; its derivative by each logit |


# %% tags=["answer"] exercise="03.1"
def binary_crossentropy(y_true, logits):
    """Mean surprise and its slopes, from logits.

    Task: return (loss, gradient).
    Approach: log(1 + e^z) - y z without overflow; p - y; both averaged over the batch.
    Example: for y_true [[1], [0]] and logits [[0], [0]], as arrays: 0.693 and [[-0.25], [0.25]].
    """
    # BEGIN SOLUTION
    n = len(y_true)
    surprise = np.logaddexp(0, logits) - y_true * logits  # (n, 1)
    probability = np.exp(-np.logaddexp(0, -logits))
    return surprise.sum() / n, (probability - y_true) / n
    # END SOLUTION


# %% tags=["check"] exercise="03.1"
ch03.binary_crossentropy.check(binary_crossentropy)

# %% tags=["hint"] exercise="03.1"
# ch03.binary_crossentropy.hint()

# %% [markdown]
# ## What if there are ten answers?
#
# Then the softmax of chapter 02 gives each class a probability, and the surprise is $-\log$ of the right one's. Three
# classes, logits 2, 1, 0, and the middle class is right, so $y = (0, 1, 0)$. Nudge each logit by a thousandth. Which
# nudges make the loss fall?


# %% tags=["nbval-check-output"]
def surprise(z):
    return np.log(np.exp(z).sum()) - z[1]


z = np.array([2.0, 1.0, 0.0])
slopes = [(surprise(z + 0.001 * nudge) - surprise(z)) / 0.001 for nudge in np.eye(3)]
print("change of loss per change of logit", np.round(slopes, 3))
print("p - y                             ", np.round(activations.softmax(z) - [0, 1, 0], 3))

# %% [markdown]
# Again $p - y$. For the right class $k$, $-\log p_k = \log \sum_j e^{z_j} - z_k$. The derivative of the first term by
# $z_j$ is $e^{z_j} / \sum_i e^{z_i} = p_j$; of the second it is 1 for $j = k$, else 0. One takes exponentials, the
# other their logarithm: they belong together.

# %% [markdown]
# ### Exercise 03.2: categorical cross-entropy from logits
#
# Write `categorical_crossentropy(y_true, logits)` for labels in **one-hot** rows (a 1 at the right class, else 0). As
# in Keras: one surprise per example, then their mean over the n examples. Logits may be 1000. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `y_true` | (n, classes) | one-hot labels |
# | `logits` | (n, classes) | scores, before the softmax |
# | returns | number, (n, classes) | loss; its derivative by each logit |


# %% tags=["answer"] exercise="03.2"
def categorical_crossentropy(y_true, logits):
    """Mean surprise over several classes and its slopes, from logits.

    Task: return (loss, gradient).
    Approach: subtract each row's maximum; the logarithms of the probabilities; then the probabilities.
    Example: for y_true [[1, 0]] and logits [[0, 0]], as arrays: 0.693 and [[-0.5, 0.5]].
    """
    # BEGIN SOLUTION
    shifted = logits - np.max(logits, axis=1)[:, None]
    total = np.exp(shifted).sum(axis=1)[:, None]  # (n, 1)
    log_p = shifted - np.log(total)
    loss = -np.mean(log_p[y_true == 1])  # one entry per row
    return loss, (np.exp(log_p) - y_true) / len(logits)
    # END SOLUTION


# %% tags=["check"] exercise="03.2"
ch03.categorical_crossentropy.check(categorical_crossentropy)

# %% tags=["hint"] exercise="03.2"
# ch03.categorical_crossentropy.hint()

# %% [markdown]
# Do both agree with the framework, loss and slopes?

# %% tags=["nbval-check-output"]
binary_crossentropy = ch03.binary_crossentropy.yours_or_ours(binary_crossentropy)
categorical_crossentropy = ch03.categorical_crossentropy.yours_or_ours(categorical_crossentropy)
yes_no, one_hot = rng.integers(2, size=(50, 1)).astype(float), np.eye(10)[rng.integers(10, size=50)]
for mine, theirs, labels in (
    (binary_crossentropy, keras.losses.binary_crossentropy, yes_no),
    (categorical_crossentropy, keras.losses.categorical_crossentropy, one_hot),
):
    logits = tf.Variable(20 * rng.normal(size=labels.shape))
    with tf.GradientTape() as tape:  # TensorFlow's slopes: how, you will see
        loss = tf.reduce_mean(theirs(labels, logits, from_logits=True))
    pairs = zip(mine(labels, logits.numpy()), (loss, tape.gradient(loss, logits)), strict=True)
    close = all(np.abs(a - b).max() < 1e-6 for a, b in pairs)
    print(theirs.__name__, "as in Keras to 1e-6:", close)

# %% [markdown]
# ## How much does the loss feel one weight?
#
# Take a network of chapter 02's size, 37 parameters, on the two moons. Turn one knob, a weight of the first layer, up a
# little, and see what the loss does per unit of turning. What happens to that number as the turn gets smaller?

# %% tags=["nbval-check-output"]
X, y = datasets.make_moons(100, 0.1, rng=3)
y = y[:, None]  # a column, (100, 1), like the logits
network = Sequential([Dense(5, "tanh", seed=1), Dense(3, "tanh", seed=2), Dense(1, seed=3)])
network.build((None, 2))
kernel = network.layers[0].kernel  # the layer's own array, (2, 5)
here = kernel[0, 0]


def loss_at(w):
    kernel[0, 0] = w
    return binary_crossentropy(y, network(X))[0]


for turn in (1.0, 0.1, 0.01, 0.001):
    print(f"turn by {turn:5}: {(loss_at(here + turn) - loss_at(here)) / turn:.4f} per unit")

# %% [markdown]
# It settles. What it settles on is the **derivative** of the loss by this weight, $\partial L / \partial w$: how
# sensitive the loss is to it. (The round $\partial$ says that $L$ has other weights too, and they stand still.) Here is
# the loss over this one weight. The line has the slope we found: where the knob stands it is indistinguishable from the
# curve.

# %%
slope = (loss_at(here + 0.001) - loss_at(here)) / 0.001
ax = plots.tangent(loss_at, here, slope, reach=3)
kernel[0, 0] = here

# %% [markdown]
# All slopes together, one for each weight, are the **gradient**. It says for every knob which way is uphill, and how
# steep. To make the loss smaller, move every weight a little against its own slope:
#
# $$ w \leftarrow w - \eta\, \frac{\partial L}{\partial w} $$
#
# with a **learning rate** $\eta$ that says how far. That is **gradient descent**, and training is nothing else, many
# times. Everything hangs on the slopes.

# %% [markdown]
# ### Exercise 03.3: the gradient by turning knobs
#
# Write `numeric_gradient(f, w)`: the slope of `f` by every entry of `w`. Turn to both sides, which is far more exact
# than one: $\big(f(\dots w_i + \epsilon \dots) - f(\dots w_i - \epsilon \dots)\big) / (2\epsilon)$, the **central
# difference**, with $\epsilon = 10^{-5}$. `w` comes back as it went in. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `f` | function | takes an array like `w`, gives one number |
# | `w` | any | floats: where to measure |
# | returns | like `w` | one slope per entry |


# %% tags=["answer"] exercise="03.3"
def numeric_gradient(f, w):
    """Central differences, one entry at a time.

    Task: estimate the derivative of f by each entry of w.
    Approach: a loop over np.ndindex(w.shape); move one entry of a copy up, then of another copy down.
    Example: numeric_gradient(lambda w: (w**2).sum(), np.array([1.0, 3.0])) is [2, 6].
    """
    # BEGIN SOLUTION
    epsilon, gradient = 1e-5, np.zeros(w.shape)
    for i in np.ndindex(w.shape):
        nudge = np.zeros(w.shape)
        nudge[i] = epsilon
        gradient[i] = (f(w + nudge) - f(w - nudge)) / (2 * epsilon)
    return gradient
    # END SOLUTION


# %% tags=["check"] exercise="03.3"
ch03.numeric_gradient.check(numeric_gradient)

# %% tags=["hint"] exercise="03.3"
# ch03.numeric_gradient.hint()

# %% [markdown]
# Each weight costs two forward passes through all the data. How many is that for one step of a network with 37
# parameters, and with a million?

# %% tags=["nbval-check-output"]
numeric_gradient = ch03.numeric_gradient.yours_or_ours(numeric_gradient)
for parameters in (network.count_params(), 1_000_000):
    print(parameters, "parameters:", 2 * parameters, "forward passes for one step")

# %% [markdown]
# At a thousandth of a second each, a million weights would wait half an hour for *one* small step. We need all slopes
# for the price of a few passes. Is that possible?

# %% [markdown]
# ## How does a change travel?
#
# Take a pencil. Two neurons behind each other: $z = w_1 x + b_1$, $h = \sigma(z)$, $\hat y = w_2 h + b_2$, and the loss
# $L = (\hat y - y)^2$. Six numbers go in. Work out the four others on paper, then run:

# %% tags=["nbval-check-output"]
x, w1, b1, w2, b2, y_true = 2.0, 0.5, -1.0, 3.0, 0.5, 1.0
z = w1 * x + b1
h = 1 / (1 + math.exp(-z))
y_hat = w2 * h + b2
print("z =", z, " h =", h, " y_hat =", y_hat, " L =", (y_hat - y_true) ** 2)

# %%
names = ("$x$", "$w_1$", "$b_1$", "$w_2$", "$b_2$", "$y$")
nodes = [autodiff.Variable(*pair) for pair in zip((x, w1, b1, w2, b2, y_true), names, strict=True)]
vz = nodes[0] * nodes[1] + nodes[2]
vh = autodiff.sigmoid(vz)
vy_hat = vh * nodes[3] + nodes[4]
vz.name, vh.name, vy_hat.name = "$z$", "$h$", r"$\hat y$"
error = vy_hat - nodes[5]
ax = plots.computation_graph(error * error)

# %% [markdown]
# How much does $L$ move when $w_1$ does? There is only one way from here to there, $w_1 \to z \to h \to \hat y \to L$,
# and each link has a slope of its own. $z$ moves $x = 2$ times as fast as $w_1$. $h$ moves $h(1 - h) = 1/4$ as fast as
# $z$, the sigmoid's slope. $\hat y$ moves $w_2 = 3$ times as fast as $h$, and $L$ moves $2(\hat y - y) = 2$ times as
# fast as $\hat y$. Speeds along a chain multiply:
#
# $$ \frac{\partial L}{\partial w_1} = 2 \cdot \tfrac14 \cdot 3 \cdot 2 = 3 $$
#
# This is the **chain rule**. Now do $b_1$, and $x$. What do the three have in common?

# %% [markdown]
# Everything from $z$ to the right. So compute it once. Begin at the end and walk back: what has been found at one place
# is all that the places to its left need to know. In code `d_h` stands for $\partial L / \partial h$, and so on.

# %% tags=["nbval-check-output"]
d_y_hat = 2 * (y_hat - y_true)
d_w2, d_b2, d_h = d_y_hat * h, d_y_hat * 1, d_y_hat * w2
d_z = d_h * h * (1 - h)
d_w1, d_b1, d_x = d_z * x, d_z * 1, d_z * w1
by_hand = [d_x, d_w1, d_b1, d_w2, d_b2, -d_y_hat]  # the last by y, which is subtracted
print(by_hand)

# %% [markdown]
# Six slopes from one walk, and no forward pass was repeated. This is **backpropagation**. Do the knobs agree?


# %% tags=["nbval-check-output"]
def chain(six):
    x, w1, b1, w2, b2, y = six
    return (w2 * activations.sigmoid(w1 * x + b1) + b2 - y) ** 2


measured = numeric_gradient(chain, np.array([x, w1, b1, w2, b2, y_true]))
print(measured.round(4), "largest difference below 1e-8:", np.abs(measured - by_hand).max() < 1e-8)

# %% [markdown]
# ## Can a graph walk itself?
#
# A pencil does not scale. But look at what it did: at each link, multiply by a slope that was known on the way forward.
# So let every number remember what it was made of (its *parents*), and how fast it moves with each of them. (Python
# turns `a + b` into `a.__add__(b)`.)


# %%
class Value:
    """A number that remembers what it was made of."""

    def __init__(self, value, name="", operation="", parents=(), slopes=()):
        self.value, self.name, self.operation = value, name, operation
        self.parents, self.slopes = parents, slopes  # one slope for each parent
        self.gradient = None

    def __add__(self, other):
        return Value(self.value + other.value, "", "+", (self, other), (1, 1))

    def __sub__(self, other):
        return Value(self.value - other.value, "", "-", (self, other), (1, -1))

    def __mul__(self, other):
        return Value(self.value * other.value, "", "*", (self, other), (other.value, self.value))

    def sigmoid(self):
        s = 1 / (1 + math.exp(-self.value))
        return Value(s, "", "sigmoid", (self,), (s * (1 - s),))


# %% [markdown]
# In which order may the walk visit the nodes? Look at $y = a \cdot a + a$ with $a = 3$. School says $dy/da = 2a + 1 =
# 7$. On the graph $a$ moves $y$ along *three* ways, two through the product with slope 3 each and one straight, with
# slope 1, and $3 + 3 + 1 = 7$. Two rules follow:
#
# 1. What arrives at a node along several ways **adds up**.
# 2. A node hands on its gradient only when all that use it have handed in theirs.
#
# The second needs an order in which every node stands *after its parents*, read backwards. It is called a **topological
# order**.

# %% [markdown]
# ### Exercise 03.4: walk a graph backwards
#
# Write `walk_back(end, parents_of)`. Return the pair `(order, gradients)`: a list of all nodes that `end` was made of,
# each once and after its parents, `end` last; and a dict with the slope of `end` by each of them, `end` itself
# included. Any such order is right. `parents_of(node)` gives a list of pairs `(parent, slope)`: how fast the node moves
# with that parent. Nodes can be keys of a dict. Visit nodes, not ways: thirty nodes in a row, each used twice by the
# next, make a billion ways. Use: plain Python. 3 points.
#
# | argument | type | meaning |
# |---|---|---|
# | `end` | node | the result |
# | `parents_of` | function | node to list of `(parent, slope)`; empty for a given number |
# | returns | list, dict | order, node to gradient |


# %% tags=["answer"] exercise="03.4"
def walk_back(end, parents_of):
    """A topological order, and the gradients that one walk against it collects.

    Task: return (order, gradients).
    Approach: note a node after its parents, and only once; then go through the order backwards.
    Example: for y = a * a at a = 3, parents_of("y") is [("a", 3), ("a", 3)] and parents_of("a") is [];
    walk_back("y", parents_of) is (["a", "y"], {"a": 6, "y": 1}).
    """
    # BEGIN SOLUTION
    order, seen = [], set()

    def note(node):
        if node in seen:
            return
        seen.add(node)
        for parent, _ in parents_of(node):
            note(parent)
        order.append(node)

    note(end)
    gradients = dict.fromkeys(order, 0.0)
    gradients[end] = 1.0
    for user in reversed(order):
        for parent, slope in parents_of(user):
            gradients[parent] += gradients[user] * slope
    return order, gradients
    # END SOLUTION


# %% tags=["check"] exercise="03.4"
ch03.walk_back.check(walk_back)

# %% tags=["hint"] exercise="03.4"
# ch03.walk_back.hint()

# %% [markdown]
# With your walk the engine is complete:

# %%
walk_back = ch03.walk_back.yours_or_ours(walk_back)


def backward(end):
    order, gradients = walk_back(
        end, lambda node: list(zip(node.parents, node.slopes, strict=True))
    )
    for node in order:
        node.gradient = gradients[node]


a = Value(3.0, "$a$")
y_of_a = a * a + a
backward(y_of_a)
ax = plots.computation_graph(y_of_a)

# %% [markdown]
# Now the chain of six numbers. (We write the square as $e \cdot e$: two ways of slope 1 each add up to the 2.) Follow
# the lower numbers from right to left with a finger.

# %%
start = zip((x, w1, b1, w2, b2, y_true), names, strict=True)
six = vx, vw1, vb1, vw2, vb2, vy = [Value(number, name) for number, name in start]
error = (vx * vw1 + vb1).sigmoid() * vw2 + vb2 - vy
loss = error * error
backward(loss)
ax = plots.computation_graph(loss)

# %% tags=["nbval-check-output"]
print("by the graph", [v.gradient for v in six], " by hand", by_hand)

# %% [markdown]
# The same six. The engine knows nothing of networks: give it more operations and it differentiates whatever you
# compute. With arrays for numbers it is our `nnlearn.scratch.autodiff`, and the idea inside TensorFlow's
# `GradientTape`.

# %% [markdown]
# ## What does a whole layer send back?
#
# One node per number is slow for a million numbers. But a layer's nodes are all alike, so let us do them together. A
# dense layer computes $Z = XW + b$, shapes (n, inputs)(inputs, units) + (units,). From behind arrives the **upstream
# gradient** $G = \partial L / \partial Z$, shaped like $Z$. Ask one entry at a time, example $j$, input $i$, unit $u$:
#
# - The weight $W_{iu}$ touches only column $u$ of $Z$: in example $j$ with the slope $X_{ji}$. All examples use the
#   same weight, so their shares add up: $\sum_j X_{ji} G_{ju}$.
# - The bias $b_u$ touches the same column, with slope 1: $\sum_j G_{ju}$.
# - The input $X_{ji}$ touches every unit, each through its own weight: $\sum_u G_{ju} W_{iu}$.

# %% [markdown]
# The first of these as a loop, for two examples, three inputs and one unit. The first entry is $1 \cdot 10 + 4 \cdot
# 1$. And the second?

# %% tags=["nbval-check-output"]
X_two, G = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[10.0], [1.0]])
dW = np.zeros((3, 1))
for j in range(2):
    for i in range(3):
        dW[i, 0] += X_two[j, i] * G[j, 0]
print(dW.ravel())

# %% [markdown]
# Which *product* of tables does that? Let the shapes tell you: $\partial L / \partial W$ is shaped like $W$.
#
# An activation $H = \varphi(Z)$ is easier. It works entry by entry, so each entry of what arrives is multiplied by its
# own slope, the one at the $z$ that went in. Two of them are most easily had from the *output* $h$:
#
# | | sigmoid | tanh | ReLU |
# |---|---|---|---|
# | slope at $z$ | $h(1 - h)$ | $1 - h^2$ | 1 if $z > 0$, else 0 |

# %% [markdown]
# ### Exercise 03.5: backward through an activation
#
# Write `activation_backward(upstream, z, h, name)` for `"sigmoid"`, `"tanh"` and `"relu"`. Both the input `z` and the
# output `h` were kept on the way forward: use whichever you like. Use: NumPy. 1 point.
#
# | argument | shape | meaning |
# |---|---|---|
# | `upstream` | (n, units) | $\partial L / \partial H$ |
# | `z`, `h` | (n, units) | what went in, what came out |
# | returns | (n, units) | $\partial L / \partial Z$ |


# %% tags=["answer"] exercise="03.5"
def activation_backward(upstream, z, h, name):
    """From the gradient behind an activation to the one in front of it.

    Task: multiply every entry by the activation's slope there.
    Approach: the small table above.
    Example: for "relu" and, as arrays, upstream [[5, 5]], z [[-2, 3]], h [[0, 3]] it is [[0, 5]].
    """
    # BEGIN SOLUTION
    if name == "relu":
        return np.where(z > 0, upstream, 0.0)
    slope = h - h**2 if name == "sigmoid" else (1 - h) * (1 + h)
    return slope * upstream
    # END SOLUTION


# %% tags=["check"] exercise="03.5"
ch03.activation_backward.check(activation_backward)

# %% tags=["hint"] exercise="03.5"
# ch03.activation_backward.hint()

# %% [markdown]
# ### Exercise 03.6: backward through a dense layer
#
# Write `dense_backward(upstream, X, W)`, the three gradients of $Z = XW + b$. The loss's division by n is inside
# `upstream` already. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `upstream` | (n, units) | $\partial L / \partial Z$ |
# | `X`, `W` | (n, inputs), (inputs, units) | what went in; the kernel |
# | returns | three arrays | `dX`, `dW`, `db`, shaped like $X$, $W$, $b$ |


# %% tags=["answer"] exercise="03.6"
def dense_backward(upstream, X, W):
    """Gradients by input, kernel and bias.

    Task: return (dX, dW, db).
    Approach: which product of two of the three tables, one of them turned, has the shape that is needed?
    Example: for upstream [[10], [1]], X [[1, 2, 3], [4, 5, 6]], W [[7], [8], [9]], as arrays:
    dX is [[70, 80, 90], [7, 8, 9]], dW is [[14], [25], [36]], db is [11].
    """
    # BEGIN SOLUTION
    dX = upstream.dot(W.T)  # (n, units) (units, inputs)
    dW = X.T.dot(upstream)  # (inputs, n) (n, units)
    db = np.ones(len(X)) @ upstream  # (units,)
    return dX, dW, db
    # END SOLUTION


# %% tags=["check"] exercise="03.6"
ch03.dense_backward.check(dense_backward)

# %% tags=["hint"] exercise="03.6"
# ch03.dense_backward.hint()

# %% [markdown]
# ### Exercise 03.7: a whole network, forward and backward
#
# Write `network_backward(X, y, weights)` for a hidden tanh layer and one output *logit*, with the loss of 03.1. You may
# call your `binary_crossentropy`, `activation_backward` and `dense_backward`. Use: NumPy. 3 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X`, `y` | (n, inputs), (n, 1) | examples, labels |
# | `weights` | list of four | W1 (inputs, units), b1 (units,), W2 (units, 1), b2 (1,) |
# | returns | number, list of four | loss; its gradients, in the order of `weights` |


# %% tags=["answer"] exercise="03.7"
def network_backward(X, y, weights):
    """Loss and gradients of a two-layer network.

    Task: return (loss, [dW1, db1, dW2, db2]).
    Approach: forward, keeping z1, h and z2; the loss with its gradient; then the same lines from below.
    Example: with all weights 0 the loss is 0.693, whatever X and y.
    """
    # BEGIN SOLUTION
    W1, b1, W2, b2 = weights
    z1 = X @ W1 + b1
    h = np.tanh(z1)
    loss, d_logits = binary_crossentropy(y, h @ W2 + b2)
    d_hidden, dW2, db2 = dense_backward(d_logits, h, W2)
    d_sums = activation_backward(d_hidden, z1, h, "tanh")
    _, dW1, db1 = dense_backward(d_sums, X, W1)
    return loss, [dW1, db1, dW2, db2]
    # END SOLUTION


# %% tags=["check"] exercise="03.7"
ch03.network_backward.check(network_backward)

# %% tags=["hint"] exercise="03.7"
# ch03.network_backward.hint()

# %% [markdown]
# Now the proof: one network, the moons, its gradients four ways. Yours, layer by layer. Our graph, whose nodes are
# arrays. TensorFlow's, which records operations on a *tape*. And the knobs:

# %%
network_backward = ch03.network_backward.yours_or_ours(network_backward)
weights = [rng.normal(size=shape) for shape in ((2, 3), (3,), (3, 1), (1,))]
_, by_layers = network_backward(X, y, weights)

ours = W1, b1, W2, b2 = [autodiff.Variable(w) for w in weights]
z2 = autodiff.tanh(X @ W1 + b1) @ W2 + b2
(autodiff.log(1 + autodiff.exp(z2)) - y * z2).mean().backward()
by_graph = [w.gradient for w in ours]

theirs = W1, b1, W2, b2 = [tf.Variable(w) for w in weights]
with tf.GradientTape() as tape:
    z2 = tf.tanh(X @ W1 + b1) @ W2 + b2
    loss = tf.reduce_mean(keras.losses.binary_crossentropy(y, z2, from_logits=True))
by_tape = [g.numpy() for g in tape.gradient(loss, theirs)]


# %% tags=["nbval-check-output"]
def loss_with(k, w):
    return network_backward(X, y, [*weights[:k], w, *weights[k + 1 :]])[0]


# k=k keeps this round's k for when the function is called
by_knobs = [numeric_gradient(lambda w, k=k: loss_with(k, w), weights[k]) for k in range(4)]
others = {"graph": (by_graph, 1e-12), "tape": (by_tape, 1e-12), "knobs": (by_knobs, 1e-8)}
for name, (other, bound) in others.items():
    largest = max(np.abs(a - b).max() for a, b in zip(by_layers, other, strict=True))
    print(f"layers against {name:5}: largest difference below {bound:g}: {largest < bound}")

# %% [markdown]
# The same thirteen numbers, four times. And the price? A dense layer computes one product of tables on the way forward,
# your 03.6 two on the way back. So all slopes together cost about two more forward passes, for thirteen weights or for
# a million.

# %% [markdown]
# ## Does it learn?
#
# Here is XOR, the wall of chapter 01.

# %% [markdown]
# ### Exercise 03.8: train a network on XOR
#
# Write `train_xor(X, y, weights, steps)`: from the weights given, go at most so many steps downhill, and return where
# you are. The learning rate is your choice; in our checks 2,000 steps with 8 hidden units must bring the loss to 0.1 or
# less, on XOR's corners as small clouds, turned by some angle. What is given stays as it was. You may call your
# `network_backward`. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X`, `y` | (n, 2), (n, 1) | points, labels |
# | `weights` | list of four | where to start, as in 03.7 |
# | `steps` | number | updates at most; 0 changes nothing |
# | returns | list of four | where you arrive |


# %% tags=["answer"] exercise="03.8"
def train_xor(X, y, weights, steps):
    """Gradient descent on a two-layer network.

    Task: return weights with a smaller loss.
    Approach: a loop: gradients, then a small move of all four arrays against them.
    Example: from weights of random numbers, 2,000 steps take the loss from around 1 to below 0.1.
    """
    # BEGIN SOLUTION
    rate = 1.0
    for _ in range(steps):
        slopes = network_backward(X, y, weights)[1]
        weights = [array - rate * slope for array, slope in zip(weights, slopes, strict=True)]
    return weights
    # END SOLUTION


# %% tags=["check"] exercise="03.8"
ch03.train_xor.check(train_xor)

# %% tags=["hint"] exercise="03.8"
# ch03.train_xor.hint()

# %% [markdown]
# Two hidden units would do, as chapter 02 showed by hand. What does training make of two? The network's answers before,
# after, and from another start, by our version of 03.8, since the pictures hang on its learning rate. (Put yours in its
# place and look again.)


# %%
import matplotlib.pyplot as plt

train = ch03.train_xor.reference  # yours: train_xor
X_xor, y_xor = datasets.logic_gate("XOR")


def draw(units, seed):
    dice = np.random.default_rng(seed)
    W1, W2 = (dice.normal(size=shape) for shape in ((2, units), (units, 1)))
    return [W1, np.zeros(units), W2, np.zeros(1)]


def answers(weights):
    W1, b1, W2, b2 = weights
    return lambda X: activations.sigmoid(np.tanh(X @ W1 + b1) @ W2 + b2)


before = draw(2, seed=12)
after, other = (train(X_xor, y_xor[:, None], draw(2, seed), 1000) for seed in (12, 1))
panels = {"before": before, "after": after, "from another start": other}
figure, axes = plt.subplots(1, 3, figsize=(10, 2.7))
for ax, (title, found) in zip(axes, panels.items(), strict=True):
    last = ax is axes[-1]
    plots.decision_boundary(
        answers(found), X_xor, y_xor, ax=ax, title=title, resolution=90, legend=last
    )

# %% [markdown]
# In the middle it has found two lines. Here they are, where the hidden sums are 0. Which gates of chapter 01 are these?

# %%
axes = plots.half_planes(after[0], after[1], X_xor, y_xor)

# %% [markdown]
# An OR and an AND: XOR is the one without the other. Nobody told the hidden units what to look for. Each got its share
# of $p - y$, weighed by how much it mattered, and that was enough.
#
# On the right it was not. Here is the loss of both runs in our library, which names things as Keras does:


# %%
def history_from(start):
    model = Sequential([Dense(2, "tanh"), Dense(1)])
    model.build((None, 2))
    model.set_weights(start)
    model.compile(optimizers.SGD(1.0), losses.BinaryCrossentropy(from_logits=True))
    return model.fit(X_xor, y_xor[:, None], batch_size=4, epochs=1000, verbose=0).history["loss"]


curves = {"one start": history_from(draw(2, 12)), "another": history_from(draw(2, 1))}
ax = plots.learning_curve(curves, xlabel="step")

# %% [markdown]
# The second run ends on a plain: two corners right, the other two at one half, a loss of $\tfrac12 \ln 2 \approx 0.35$,
# and hardly any slope left. How often does that happen? Twenty draws for each of three widths. Guess first.

# %% tags=["nbval-check-output"]
wins = {}
for units in (2, 4, 8):
    ends = [train(X_xor, y_xor[:, None], draw(units, seed), 1000) for seed in range(20)]
    wins[units] = sum(((answers(w)(X_xor)[:, 0] > 0.5) == y_xor).all() for w in ends)
print({f"{units} units": f"{won} of 20" for units, won in wins.items()})

# %% [markdown]
# With two units it is a coin toss, with eight it never failed: it takes more units to *learn* XOR than to *say* it. And
# now something real, with the same library: handwritten digits, 8 by 8 pixels, ten classes. (Adam is a cleverer step:
# chapter 04. *Sparse* means labels 0 to 9 instead of one-hot rows.)

# %% tags=["nbval-check-output"]
digits = datasets.load("digits")
model = Sequential([Dense(32, "relu", seed=0), Dense(10, seed=1)])
model.compile("adam", losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
model.fit(digits.X[:1500] / 16, digits.y[:1500], epochs=40, verbose=0, seed=0)
accuracy = model.evaluate(digits.X[1500:] / 16, digits.y[1500:])[1]
print("right on digits it has never seen: over 85 %:", accuracy > 0.85)

# %% [markdown]
# ## What does a wrong gradient look like?
#
# Two bugs, planted in our own dense layer. In one the bias gets the mean of its shares where their sum belongs. In the
# other the activation's slope is forgotten. Guess: will training crash, stand still, or run?


# %%
class BiasAveraged(Dense):
    def backward(self, gradient):
        dx = super().backward(gradient)
        dkernel, dbias = self.gradients
        self.gradients = [dkernel, dbias / len(gradient)]
        return dx


class SlopeForgotten(Dense):
    def backward(self, gradient):
        self.gradients = [self._x.T @ gradient, gradient.sum(axis=0)]  # _x: kept by forward
        return gradient @ self.kernel.T


# %% [markdown]
# Each trains a hidden layer of 8 on the moons, beside the sound one, from five draws of the first weights:


# %%
def losses_with(layer, seed):
    model = Sequential([layer(8, "tanh", seed=seed), Dense(1, seed=seed + 10)])
    model.compile(optimizers.SGD(1.0), losses.BinaryCrossentropy(from_logits=True))
    return model.fit(X, y, batch_size=100, epochs=500, verbose=0, seed=0).history["loss"]


layers = {"right": Dense, "bias averaged": BiasAveraged, "slope forgotten": SlopeForgotten}
runs = {name: [losses_with(layer, seed) for seed in range(5)] for name, layer in layers.items()}
ax = plots.learning_curve({name: five[0] for name, five in runs.items()})

# %% tags=["nbval-check-output"]
for name, five in runs.items():
    low, middle = (sum(run[-1] < limit for run in five) for limit in (0.05, 0.3))
    climbed = sum(run[-1] > min(run) + 0.01 for run in five)
    print(
        f"{name}: {low} of 5 end below 0.05, {middle} below 0.3; {climbed} end above their lowest"
    )

# %% [markdown]
# Nothing crashes. With the averaged bias the loss falls all the way, only far more slowly. With the forgotten slope it
# falls as it should at first, then rises and stays up. Without the blue curve, each looks like a hard problem. So never
# trust a backward pass: turn the knobs. Our checker does it for every entry:

# %% tags=["nbval-check-output"]
print(gradcheck.check_gradients(BiasAveraged(3, "tanh", seed=0), X[:4]))

# %% [markdown]
# A knob has errors of its own, though. Why did we turn by $10^{-5}$, and not by $10^{-12}$? Here is the six-number
# chain, whose slope by $w_1$ is exactly 3, measured with every step from $10^{-1}$ down, in numbers of 64 bits and of
# 32. Sketch what you expect.


# %%
def error_of_step(epsilon, dtype):
    up, down = (
        chain(np.array([2, 0.5 + sign * epsilon, -1, 3, 0.5, 1], dtype)) for sign in (1, -1)
    )
    return abs(float((up - down) / dtype(2 * epsilon)) - 3)


steps = 10.0 ** -np.arange(1, 15)
curves = {d.__name__: [error_of_step(step, d) for step in steps] for d in (np.float64, np.float32)}
ax = plots.error_curve(steps, curves, xlabel=r"step $\epsilon$", ylabel="error of the slope")

# %% [markdown]
# A V, its left arm ragged. Read it from the right. At first the error falls a hundredfold per decade: what two points
# miss of the curve, the **truncation error**, shrinks like $\epsilon^2$. Then it turns. The two values of $f$ agree in
# so many digits that their difference has few left: **rounding**, some $10^{-16} / \epsilon$, grows as the step
# shrinks. Near $10^{-5}$ or $10^{-6}$ the two balance. In float32, with 7 digits, the curve turns early and far higher,
# and ends at an error of 3: the turn itself is rounded away. A bug can hide there, so gradients are checked in float64.

# %% [markdown]
# ### Exercise 03.9: an experiment, which gradients are wrong?
#
# Some of our layers, $H = \varphi(XW + b)$, have a bug in their backward pass. Write `wrong_gradients(forward,
# backward, upstream, X, W, b)`. `forward(X, W, b)` gives the outputs; `backward(upstream, X, W, b)` claims `(dX, dW,
# db)`, the gradients of `(upstream * outputs).sum()`. Call a gradient wrong if its shape differs, or if some entry is
# off by more than a thousandth of the largest measured entry. You may call your `numeric_gradient`. Use: NumPy. 2
# points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `upstream` | (n, units) | gradient by the outputs |
# | `X`, `W`, `b` | (n, inputs), (inputs, units), (units,) | where to check |
# | returns | three times True or False | is `dX` wrong, is `dW`, is `db` |


# %% tags=["answer"] exercise="03.9"
def wrong_gradients(forward, backward, upstream, X, W, b):
    """Which of the three gradients that a layer claims are wrong.

    Task: return (dX is wrong, dW is wrong, db is wrong).
    Approach: for each of X, W and b a function of that array alone; its numeric gradient; compare.
    Example: for a sound layer it is (False, False, False).
    """
    # BEGIN SOLUTION
    arrays, verdicts = [X, W, b], []
    for k, claimed in enumerate(backward(upstream, X, W, b)):

        def total(array, k=k):
            return np.sum(upstream * forward(*arrays[:k], array, *arrays[k + 1 :]))

        numeric = numeric_gradient(total, arrays[k])
        same_shape = claimed.shape == numeric.shape
        verdicts.append(
            not (
                same_shape and np.allclose(claimed, numeric, rtol=0, atol=1e-3 * abs(numeric).max())
            )
        )
    return verdicts
    # END SOLUTION


# %% tags=["check"] exercise="03.9"
ch03.wrong_gradients.check(wrong_gradients)

# %% tags=["hint"] exercise="03.9"
# ch03.wrong_gradients.hint()

# %% [markdown]
# ## Who found it?
#
# Several, one after the other. Around 1960 engineers who planned flight paths walked chains of derivatives backwards
# (Kelley 1960). In 1970 Seppo Linnainmaa, a student in Helsinki, described how a program finds the derivatives of any
# computed result in one walk backwards: your 03.4, without networks. Paul Werbos proposed such derivatives for fitting
# models in his thesis of 1974, and in 1982 for neural networks. In 1986 David Rumelhart, Geoffrey Hinton and Ronald
# Williams showed in four pages of *Nature* what it makes of hidden units: they come to represent what matters in a
# task, without being told. The method was older; that paper made it known.

# %% [markdown]
# ## Why not a hundred layers?
#
# The chain rule has a price. A sigmoid passes at most a quarter (chapter 02), nine of them behind each other, weights
# aside, at most $0.25^9$, four millionths. Build ten hidden layers of 16 units, send one gradient back, and look at the
# mean size of each layer's outputs and of its kernel's gradient. What do you expect of sigmoid, tanh and ReLU?


# %%
def sizes_by_layer(activation, seed=0):
    hidden = [Dense(16, activation, seed=100 * seed + k) for k in range(10)]
    deep = Sequential([*hidden, Dense(1, seed=100 * seed + 10)])
    _, gradient = binary_crossentropy(y, deep(X))
    deep.backward(gradient)
    outputs = [Sequential(hidden[: k + 1])(X) for k in range(10)]
    return [np.abs(h).mean() for h in outputs], [np.abs(d.gradients[0]).mean() for d in hidden]


bends = ("sigmoid", "tanh", "relu")
outputs, gradients = zip(*(sizes_by_layer(bend) for bend in bends), strict=True)
panels = {"outputs": outputs, "kernel gradients": gradients}
panels = {title: dict(zip(bends, sizes, strict=True)) for title, sizes in panels.items()}
axes = plots.by_layer(panels, ylabel="mean size", height=2.4)

# %% tags=["nbval-check-output"]
for name in bends:
    draws = [sizes_by_layer(name, seed) for seed in range(5)]
    ratios = [gradients[9] / gradients[0] for _, gradients in draws]
    print(f"{name}: gradient at layer 10 over that at layer 1:", end="")
    print(f" from {min(ratios):.1g} to {max(ratios):.1g}")

# %% [markdown]
# The gradient of the first sigmoid layer is ten thousand times smaller than that of the tenth, or worse, in every draw.
# Each layer multiplies what passes by its slopes, at most 1/4, and by its weights. This is the **vanishing gradient**
# (Hochreiter 1991). tanh, with a slope of 1 at 0, keeps its gradients. With ReLU the *tenth* gets less: a kernel's
# gradient is what came in times what came back (your 03.6), and what comes in fades, since each layer cuts half of it
# off. It all hangs on the weights: make those large, and gradients explode instead.
#
# So a gradient tells each weight the direction, and that is all it tells. How far should a step go? And from which
# weights should it start? That is chapter 04.

# %% [markdown]
# ## Summary
#
# A loss says in one number how wrong a network is; cross-entropy, written with logits, has the slope $p - y$ and never
# goes flat where the network is wrong. Along a chain slopes multiply, where ways meet they add, and one walk from the
# loss backwards finds all of them for the price of a few forward passes. A wrong gradient may still learn, so it is
# checked against central differences, in float64. Through many sigmoid layers the slopes shrink until the first layers
# hear next to nothing.

# %% [markdown]
# ## Check your understanding
#
# 1. A network says 0.01 for something that then happens. What is its surprise, roughly, and what is the slope by the
#    logit?
# 2. Someone trains with `from_logits=True` on a network whose last layer is a sigmoid. What goes wrong, and does it
#    crash?
# 3. In the six-number chain, set $w_2 = 0$. Which of the six gradients become 0, and what does that say of starting
#    with all weights 0?
# 4. Why is `db` a sum over the batch, when the loss is a mean?
# 5. You compute each slope with a one-sided difference. What does the left arm, what the right arm of the V do?
# 6. A gradient check passes for every weight of a layer, and yet the layers before it learn badly. What was not
#    checked?
#
# Short answers stand in `docs/answers.md`.

# %% [markdown]
# ## Further reading
#
# - H. J. Kelley (1960). Gradient theory of optimal flight paths. *ARS Journal* 30(10), 947-954.
# - S. Linnainmaa (1970). *The representation of the cumulative rounding error of an algorithm as a Taylor expansion of
#   the local rounding errors* (in Finnish). Master's thesis, University of Helsinki. In English (1976): Taylor
#   expansion of the accumulated rounding error. *BIT* 16, 146-160.
# - P. J. Werbos (1974). *Beyond regression: new tools for prediction and analysis in the behavioral sciences*. PhD
#   thesis, Harvard. For networks (1982): Applications of advances in nonlinear sensitivity analysis. *System modeling
#   and optimization*, 762-770.

# %% [markdown]
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams (1986). Learning representations by back-propagating errors.
#   *Nature* 323, 533-536.
# - S. Hochreiter (1991). *Untersuchungen zu dynamischen neuronalen Netzen*. Diploma thesis, TU Munich.
