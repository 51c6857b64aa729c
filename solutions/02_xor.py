# %% [markdown]
# # 02 XOR and the hidden layer
#
# **What does a hidden layer buy?**
#
# Chapter 01 ended at a wall: four points, XOR, and no straight line that does them justice. In 1969 Marvin Minsky and
# Seymour Papert made a book of such walls, *Perceptrons*. It is often told that this book killed neural networks with
# the XOR problem. Read it, and the story changes. It proves, with care, what a *single* layer of units cannot compute
# when each unit sees only a part of the picture, or only so many points at once: whether a figure is connected, whether
# the number of points is odd. XOR is the smallest case of the second. That networks with more layers can compute all of
# it was known since McCulloch and Pitts, to Minsky and Papert as well. What was missing was a practical way to *train*
# them.

# %% [markdown]
# The lean years that followed, the "winter" of neural networks, had other causes too: promises that had been too large,
# computers that were too small, money that went elsewhere (Olazaran 1996 tells it from the sources). Training has to
# wait one more chapter for us as well. In this one we find out what it would be worth: we choose the weights by hand,
# or by throwing dice, and look at what a second layer can say.
#
# **You will** build XOR from three neurons; compute any network forward; see how a hidden layer bends the plane; learn
# why there must be a bend between layers, and know the bends in use; build any curve from bumps and measure what it
# costs.
#
# **You need** chapter 01. **It takes** two to three hours: eight exercises, 14 points.

# %% tags=["setup"]
import numpy as np

import nnlearn
from nnlearn import datasets, plots
from nnlearn.exercises import ch01, ch02
from nnlearn.scratch import Dense, Sequential, activations

rng = nnlearn.setup(seed=2, keras=True)
import keras

# %% [markdown]
# ## How do you say XOR with words a neuron knows?
#
# A neuron can say AND, OR and NAND. "One or the other, but not both": take out your pencil and say it with these three
# words. Then run the cell: do the last two columns agree?

# %% tags=["nbval-check-output"]
X, y = datasets.logic_gate("XOR")
for (x1, x2), wanted in zip(X, y, strict=True):
    either, not_both = int(x1 + x2 >= 0.5), int(-x1 - x2 >= -1.5)
    both = either & not_both
    print(int(x1), int(x2), "  OR", either, " NAND", not_both, "  AND", both, "  XOR", wanted)

# %% [markdown]
# At least one (OR), and not both (NAND): the last two columns agree. Two neurons look at the input, a third only at
# those two. The two in between are called **hidden**: nobody outside sees their answers. Each draws its own line; the
# arrow points to its yes side:

# %%
kernel1 = np.array([[1.0, -1.0], [1.0, -1.0]])  # (inputs, hidden units)
bias1 = np.array([-0.5, 1.5])  # (hidden units,)
axes = plots.half_planes(kernel1, bias1, X, y, names=["OR", "NAND"])

# %% [markdown]
# Lay one picture over the other: between the two lines is a strip where both say yes, and XOR's yes corners lie in it.
# Two lines can cut out what one cannot.
#
# All weights of a layer stand in one matrix, which Keras calls its **kernel**: a row for each input, a *column for each
# unit*. Then `X @ kernel1 + bias1` is a table with a row for each example and a column for each hidden unit.

# %% tags=["nbval-check-output"]
H = activations.step(X @ kernel1 + bias1)  # (4, 2) @ (2, 2) + (2,) = (4, 2)
print(H)

# %% [markdown]
# The second and third row of `H` are alike: 01 and 10, far apart in the plane, have become one case. That is half of
# the work.

# %% [markdown]
# ### Exercise 02.1: XOR from three neurons
#
# Fill `xor_network` with `(kernel1, bias1, kernel2, bias2)` so that the output neuron, fed by the hidden step neurons,
# answers XOR. You may copy our hidden layer (write its numbers into the cell: an answer stands alone) or find one of
# your own, with two units or more. A sum of exactly 0 fires. Use: NumPy. 2 points.
#
# | part | shape | meaning |
# |---|---|---|
# | `kernel1` | (2, units) | a column of weights for each hidden unit |
# | `bias1` | (units,) | their biases |
# | `kernel2` | (units,) | the output neuron's weights |
# | `bias2` | number | its bias |

# %% tags=["answer"] exercise="02.1"
# Task: replace the dots by a tuple of the four parts.
# Approach: an OR column, a NAND column, and an AND that listens to both.
# Example: (np.array([[1, -1], [1, -1]]), np.array([-0.5, 1.5]), np.array([..., ...]), ...)
# BEGIN SOLUTION
xor_network = (np.array([[1, -1], [1, -1]]), np.array([-0.5, 1.5]), np.array([1, 1]), -1.5)
# END SOLUTION

# %% tags=["check"] exercise="02.1"
ch02.xor_network.check(xor_network)

# %% tags=["hint"] exercise="02.1"
# ch02.xor_network.hint()

# %% [markdown]
# Here is the network as a drawing: a circle for each input and unit, a line for each weight, the thicker the larger,
# solid for plus and dashed for minus. Follow the input 11 through it with a finger.

# %%
parts = ch02.xor_network.yours_or_ours(xor_network)
kernel1, bias1, kernel2, bias2 = (np.array(part, dtype=float) for part in parts)
kernel2, bias2 = kernel2.reshape(-1, 1), bias2.reshape(1)  # (hidden units, 1), (1,)
names = [["$x_1$", "$x_2$"], None, ["$\\hat y$"]]
ax = plots.network([kernel1, kernel2], biases=[bias1, bias2], labels=names)

# %% [markdown]
# And here as our library builds it, layer by layer, with Keras' names. `nnlearn.scratch` is NumPy only and meant to be
# read: put `??` behind `Dense` in a cell of your own to open it. (`None` stands for any number of examples.) Does it
# say XOR, and how many numbers does it hold?

# %% tags=["nbval-check-output"]
ours = Sequential([Dense(len(bias1), activation="step"), Dense(1, activation="step")])
ours.build((None, 2))
ours.set_weights([kernel1, bias1, kernel2, bias2])
print("answers", ours.predict(X)[:, 0], "  numbers", ours.count_params())


# %% [markdown]
# ## What does the output neuron see?
#
# Not the plane of $x_1$ and $x_2$. Its whole world is what the hidden units report. To see how it gets there, soften
# the two steps: the *sigmoid* $1 / (1 + e^{-z})$ climbs from 0 to 1 as a step does, but smoothly (the factor 6 makes it
# climb fast).


# %%
def hidden(X):
    return activations.sigmoid(6 * (X @ [[1, -1], [1, -1]] + [-0.5, 1.5]))


print(hidden(X).round(2))

# %% [markdown]
# The same as a picture: the corners where they are, and where the layer puts them, with the grid carried along. The
# black line on the right is the output neuron's cut; on the left you see what it means for the inputs.

# %%
axes = plots.folded_space(
    X, hidden(X), y, hidden, names=["00", "01", "10", "11"], separator=([1, 1], -1.5)
)

# %% [markdown]
# Both units look only at $x_1 + x_2$, so the whole plane lands on one curve, and the curve turns a corner where 01 and
# 10 arrive together. One straight line cuts that corner off and leaves both ends, 00 and 11, on the same side. This is
# what hidden layers are for: they move, squeeze and bend the points until a line can separate them.
#
# So the question moves. If a good hidden layer makes the last neuron's job easy, who finds it? Before clever answers,
# try a stupid one: dice.

# %% [markdown]
# Here are two rings, one inside the other, hopeless for a line. We give each point thirty random hidden units, never
# trained (`np.tanh` is another soft step, from $-1$ to $1$), and let the perceptron of chapter 01 learn on top of them
# for at most 500 epochs, in a space of thirty dimensions. Guess the mistakes in its last epoch.

# %% tags=["nbval-check-output"]
X_rings, y_rings = datasets.make_circles(100, 0.05, rng=0)
random_kernel, random_bias = 2 * rng.normal(size=(2, 30)), rng.normal(size=30)
H = np.tanh(X_rings @ random_kernel + random_bias)  # (100, 30)
w, b, mistakes = ch01.train.reference(H, y_rings, 500)
print("mistakes in the last epoch:", mistakes[-1])

# %% [markdown]
# None. And here is the straight cut in thirty dimensions, seen from the plane:


# %%
def answer(X):
    return activations.step(np.tanh(X @ random_kernel + random_bias) @ w + b)


ax = plots.decision_boundary(answer, X_rings, y_rings, labels=["outside", "inside"])

# %% [markdown]
# Rosenblatt's machine worked like this: random units in between, and only the last layer learned. Was it luck? Ten
# draws of the dice for each of three widths. How many of the ten will succeed with 3 units, with 10, with 30?


# %% tags=["nbval-check-output"]
def mistakes_with(units, seed):
    dice = np.random.default_rng(seed)
    H = np.tanh(X_rings @ (2 * dice.normal(size=(2, units))) + dice.normal(size=units))
    return ch01.train.reference(H, y_rings, 500)[2][-1]


for units in (3, 10, 30):
    wins = sum(mistakes_with(units, seed) == 0 for seed in range(10))
    print(units, "units:", wins, "of 10 succeed")

# %% [markdown]
# Not luck: width does it. A hidden layer helps even when nobody designs it, if it is wide enough. How few units a
# *trained* one needs is a question for chapter 03.

# %% [markdown]
# ## What goes through a deep network?
#
# A layer takes a table with a row for each example, and gives a table with a row for each example. That is why layers
# can be stacked. The function behind the weighted sum, so far step, sigmoid or tanh, is called the **activation**;
# write $\varphi$ for any of them, applied to every entry. With $L$ layers:
#
# $$ H_1 = \varphi(X W_1 + b_1), \qquad H_2 = \varphi(H_1 W_2 + b_2), \qquad \dots, \qquad \hat Y = H_{L-1} W_L + b_L $$
#
# Each $W$ is a kernel of shape (units before, units after), each $b$ has one entry per unit after. Write the shapes
# below each other and the neighbours must match. Do they here? Predict the shape of each table before you run it.

# %% tags=["nbval-check-output"]
layers = [(rng.normal(size=pair), rng.normal(size=pair[1])) for pair in [(2, 5), (5, 3), (3, 1)]]
table = rng.normal(size=(1000, 2))
for kernel, bias in layers:
    print(table.shape, "@", kernel.shape, "+", bias.shape)
    table = table @ kernel + bias  # only the shapes for now: no activation changes them
print(table.shape)

# %% [markdown]
# ### Exercise 02.2: forward through any number of layers
#
# Write `forward(X, layers, activation)`. Every layer but the last is followed by the activation; the last is left as it
# is, so that the network can answer any number. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X` | (n, inputs) | examples |
# | `layers` | list of pairs | `(kernel, bias)`, first layer first |
# | `activation` | function | applied to whole arrays, whichever is given |
# | returns | (n, outputs) | outputs of the last layer |


# %% tags=["answer"] exercise="02.2"
def forward(X, layers, activation):
    """The output of a network of any depth.

    Task: pass X through all layers, with the activation between them.
    Approach: keep one table and replace it layer by layer.
    Example: with one layer there is no activation: forward(X, [(W, b)], np.tanh) is X @ W + b.
    """
    # BEGIN SOLUTION
    table = X
    for i, (kernel, bias) in enumerate(layers):
        table = table @ kernel + bias  # (n, units)
        if i < len(layers) - 1:
            table = activation(table)
    return table
    # END SOLUTION


# %% tags=["check"] exercise="02.2"
ch02.forward.check(forward)

# %% tags=["hint"] exercise="02.2"
# ch02.forward.hint()

# %% [markdown]
# Now the framework that the world uses. A Keras network with the same sizes gets the same weights, and both get the
# same thousand examples:

# %% tags=["nbval-check-output"]
forward = ch02.forward.yours_or_ours(forward)
network = keras.Sequential(
    [
        keras.layers.Dense(5, activation="tanh", dtype="float64"),
        keras.layers.Dense(3, activation="tanh", dtype="float64"),
        keras.layers.Dense(1, dtype="float64"),
    ]
)
network.build((None, 2))
network.set_weights([part for layer in layers for part in layer])

X_many = rng.normal(size=(1000, 2))
difference = np.abs(network(X_many).numpy() - forward(X_many, layers, np.tanh)).max()
print("largest difference below 1e-12:", difference < 1e-12)

# %% [markdown]
# A few lines of yours, and they are Keras to the last digits.
#
# How large is it? Keras counts its **parameters**, the numbers that training would have to find:

# %% tags=["nbval-check-output"]
print("parameters:", network.count_params())

# %% [markdown]
# ### Exercise 02.3: how many numbers are there to learn?
#
# Write `count_parameters(sizes)` for a network with biases, where `sizes` lists the inputs first, then the units of
# each layer. Check yourself on the 37 above: sizes `[2, 5, 3, 1]`. Use: plain Python. 1 point.


# %% tags=["answer"] exercise="02.3"
def count_parameters(sizes):
    """Weights and biases of a network.

    Task: return how many numbers are learned.
    Approach: go through neighbouring sizes; count the arrows and the biases of each layer.
    Example: count_parameters([2, 2, 1]) is 9, the nine numbers of our XOR network.
    """
    # BEGIN SOLUTION
    total = 0
    for inputs, units in zip(sizes, sizes[1:], strict=False):
        total += (inputs + 1) * units  # the bias is one more arrow into each unit
    return total
    # END SOLUTION


# %% tags=["check"] exercise="02.3"
ch02.count_parameters.check(count_parameters)

# %% tags=["hint"] exercise="02.3"
# ch02.count_parameters.hint()

# %% [markdown]
# ## Do we need the bend between the layers?
#
# The activation looks like an afterthought. Leave it out, and stack three layers of nothing but `X @ W + b`. More
# layers should be able to say more than one layer can. Are they? Guess what the boundary of such a deep linear network
# looks like on the two rings.

# %%
dice = np.random.default_rng(1)
sizes = [(2, 20), (20, 20), (20, 1)]
deep_linear = [(dice.normal(size=pair), dice.normal(size=pair[1])) for pair in sizes]


def without_bend(X):
    return activations.step(forward(X, deep_linear, activations.linear)[:, 0])


ax = plots.decision_boundary(without_bend, X_rings, y_rings, labels=["outside", "inside"])

# %% [markdown]
# A straight line, with 501 parameters. (Throw other dice: always a line, if it crosses the picture at all.) Multiply
# out and you see why:
#
# $$ (X W_1 + b_1) W_2 + b_2 = X \underbrace{(W_1 W_2)}_{\text{one kernel}} + \underbrace{b_1 W_2 + b_2}_{\text{one bias}} $$

# %% [markdown]
# ### Exercise 02.4: a stack of linear layers in one
#
# Write `collapse(layers)`: for any number of layers without activation, the single `(kernel, bias)` that does the same.
# Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `layers` | list of pairs | `(kernel, bias)`, first layer first |
# | returns | (inputs, outputs), (outputs,) | one kernel, one bias |


# %% tags=["answer"] exercise="02.4"
def collapse(layers):
    """One layer that equals a stack of linear ones.

    Task: return (kernel, bias).
    Approach: start with the first pair; let each next layer act on the kernel and on the bias.
    Example: for [([[2]], [1]), ([[3]], [5])], as arrays, it is ([[6]], [8]): 3 (2x + 1) + 5.
    """
    # BEGIN SOLUTION
    (kernel, bias), *rest = layers
    for W, b in rest:
        kernel, bias = kernel @ W, bias @ W + b  # the next layer acts on both
    return kernel, bias
    # END SOLUTION


# %% tags=["check"] exercise="02.4"
ch02.collapse.check(collapse)

# %% tags=["hint"] exercise="02.4"
# ch02.collapse.hint()

# %% tags=["nbval-check-output"]
collapse = ch02.collapse.yours_or_ours(collapse)
kernel, bias = collapse(deep_linear)
stack = forward(X_rings, deep_linear, activations.linear)
print("501 parameters become", np.size(kernel) + np.size(bias))
print("largest difference below 1e-9:", np.abs(stack - (X_rings @ kernel + bias)).max() < 1e-9)

# %% [markdown]
# Three numbers, the same answers. Depth alone buys nothing; the bend between the layers makes the difference.

# %% [markdown]
# ## Which bends are there?
#
# Here are eight, each with its **derivative** dashed: the slope, how much the output moves when the input moves a
# little. In the grey zones it hardly moves: there the unit is **saturated**. Look for the function without any slope,
# and for those that are flat on one side only.

# %%
bends = ["step", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "linear"]
functions = {name: activations.get(name) for name in bends}
slopes = {name: activations.derivative(name) for name in bends}
axes = plots.activation_gallery(functions, slopes, columns=4)

# %% [markdown]
# | name | formula | derivative | where it is used |
# |---|---|---|---|
# | step | $1$ if $z \geq 0$, else $0$ | $0$ | history: nothing can be learned through it |
# | sigmoid | $\sigma(z) = 1 / (1 + e^{-z})$ | $\sigma(z)\,(1 - \sigma(z))$ | outputs that are probabilities; LSTM (chapter 12) |
# | tanh | $(e^z - e^{-z}) / (e^z + e^{-z})$ | $1 - \tanh(z)^2$ | recurrent networks (chapters 11, 12) |
# | ReLU | $\max(0, z)$ | $1$ if $z > 0$, else $0$ | hidden layers, the usual choice |
# | leaky ReLU | $z$ if $z > 0$, else $0.2\,z$ | $1$ if $z > 0$, else $0.2$ | where a ReLU that is 0 for all examples gets stuck |
# | ELU | $z$ if $z > 0$, else $e^z - 1$ | $1$ if $z > 0$, else $e^z$ | the same, with a smooth knee |
# | softplus | $\ln(1 + e^z)$ | $\sigma(z)$ | outputs that must be positive |
# | linear | $z$ | $1$ | outputs that may be any number |

# %% [markdown]
# Why do slopes matter, if we only compute forward? Because the next chapter trains by asking each weight: if you moved
# a little, would the error move? Through a step the answer is always no, and through a saturated unit nearly always.
# How much is left of the sigmoid's slope at $z = 0$, at $5$, at $10$?

# %% tags=["nbval-check-output"]
for z in (0.0, 5.0, 10.0):
    print(f"z = {z:4.0f}   slope {activations.sigmoid_derivative(np.array(z)):.6f}")

# %% [markdown]
# A quarter at best, and at 10 less than five parts in a hundred thousand. Slopes of a chain multiply: a quarter of a
# quarter gets through two sigmoids. Through ten, leaving the weights aside, how much passes at best?

# %% tags=["nbval-check-output"]
print(f"{0.25**10:.7f}")

# %% [markdown]
# One millionth. Remember this number for chapter 03.

# %% [markdown]
# ### Exercise 02.5: six activations and their derivatives
#
# Write `activation(name, z)`, which returns the pair (value, derivative) for `"sigmoid"`, `"tanh"`, `"relu"`,
# `"leaky_relu"`, `"elu"` and `"softplus"`. Conventions as in `keras.activations`: the leaky slope is 0.2 (other books
# take 0.01), ELU has $\alpha = 1$. You will not be asked at $z = 0$ exactly. `z` may be a table: work on whole arrays.
# Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `name` | string | one of the six |
# | `z` | any | inputs, between -10 and 10 |
# | returns | two arrays like `z` | values, derivatives |


# %% tags=["answer"] exercise="02.5"
def activation(name, z):
    """Value and derivative of an activation, elementwise.

    Task: return (value, derivative), both shaped like z.
    Approach: one branch per name; np.where for the functions with a knee.
    Example: activation("relu", np.array([-2.0, 3.0])) is ([0, 3], [0, 1]).
    """
    # BEGIN SOLUTION
    s, t, right = 1 / (1 + np.exp(-z)), np.tanh(z), z > 0
    pairs = {
        "sigmoid": (s, s * (1 - s)),
        "tanh": (t, 1 - t**2),
        "relu": (z * right, 1.0 * right),
        "leaky_relu": (np.where(right, z, 0.2 * z), np.where(right, 1, 0.2)),
        "elu": (np.where(right, z, np.exp(z) - 1), np.where(right, 1, np.exp(z))),
        "softplus": (np.log(1 + np.exp(z)), s),
    }
    return pairs[name]
    # END SOLUTION


# %% tags=["check"] exercise="02.5"
ch02.activation.check(activation)

# %% tags=["hint"] exercise="02.5"
# ch02.activation.hint()

# %% [markdown]
# Keras agrees, value by value, if you followed its conventions:

# %% tags=["nbval-check-output"]
activation = ch02.activation.yours_or_ours(activation)
z = np.linspace(-5, 5, 101)
for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus"):
    theirs = keras.activations.get(name)(keras.ops.convert_to_tensor(z)).numpy()
    print(f"{name:10} equal to 1e-6: {np.abs(theirs - activation(name, z)[0]).max() < 1e-6}")

# %% [markdown]
# ## How do scores become probabilities?
#
# A network that chooses among three animals gives three scores. We want three probabilities: positive, summing to 1,
# and a higher score getting more. The exponential makes all positive and keeps the order; dividing by the sum does the
# rest. By hand, for the scores 1, 2, 3:

# %% tags=["nbval-check-output"]
e = np.exp([1.0, 2.0, 3.0])
print(e, "sum", e.sum())
print(e / e.sum())

# %% [markdown]
# One more in the score means $e \approx 2.7$ times as probable. This is the **softmax**. What happens to the
# probabilities when all scores rise by 5?

# %% tags=["nbval-check-output"]
e = np.exp([6.0, 7.0, 8.0])
print(e / e.sum())

# %% [markdown]
# Nothing: only differences count. Now a network with large scores, 1000, 1001 and 998. What should come out? And what
# does?

# %% tags=["nbval-check-output"]
with np.errstate(all="ignore"):
    e = np.exp([1000.0, 1001.0, 998.0])
    print(e, e / e.sum())

# %% [markdown]
# $e^{1000}$ has 435 digits; a float64 ends at 309. Infinity divided by infinity is not a number, `nan`, and one `nan`
# poisons all it touches. Yet the scores are harmless, for you may subtract any number $m$ from all of them: $e^{z - m}
# = e^z / e^m$ divides top and bottom alike. Which $m$ would you take?

# %% [markdown]
# ### Exercise 02.6: a softmax that survives a score of 1000
#
# Write `softmax(Z)`: each *row* of scores becomes probabilities, for scores of any size. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `Z` | (n, classes) | scores, one example a row |
# | returns | (n, classes) | probabilities; each row sums to 1 |


# %% tags=["answer"] exercise="02.6"
def softmax(Z):
    """Probabilities from scores, row by row.

    Task: exponentials divided by their sum along each row, without overflow.
    Approach: subtract each row's maximum first; keepdims keeps a column of shape (n, 1).
    Example: softmax(np.array([[0.0, 0.0]])) is [[0.5, 0.5]].
    """
    # BEGIN SOLUTION
    highest = np.max(Z, axis=-1)[:, None]  # (n, 1)
    weights = np.exp(Z - highest)
    return weights / np.sum(weights, axis=-1)[:, None]
    # END SOLUTION


# %% tags=["check"] exercise="02.6"
ch02.softmax.check(softmax)

# %% tags=["hint"] exercise="02.6"
# ch02.softmax.hint()

# %% tags=["nbval-check-output"]
softmax = ch02.softmax.yours_or_ours(softmax)
scores = np.array([[1000.0, 1001.0, 998.0], [1.0, 2.0, 3.0]])
theirs = keras.ops.softmax(keras.ops.convert_to_tensor(scores)).numpy()
print(np.round(softmax(scores), 4))
print("as in Keras:", np.allclose(softmax(scores), theirs, rtol=1e-6))

# %% [markdown]
# ## Is there anything a hidden layer cannot do?
#
# Three neurons say XOR. What can three hundred say? Start with one wish: a function that is 1 between two edges and 0
# elsewhere, a bump. A sigmoid is a soft step up at 0. How do you move it to an edge, and what brings it down again?

# %% [markdown]
# ### Exercise 02.7: a bump from two sigmoids
#
# Write `bump(x, left, right, steepness)` from two hidden units: two sigmoids, each 1/2 at an edge, with the steepness
# $k$ multiplying the distance from that edge. An output neuron may only *add* them, with weights of your choice; no
# layer can multiply its inputs with each other. Use: NumPy. 1 point.
#
# | argument | shape | meaning |
# |---|---|---|
# | `x` | any | where to evaluate: an array of any shape |
# | `left`, `right` | numbers | edges, left below right |
# | `steepness` | number | $k$ |
# | returns | like `x` | near 1 between the edges, near 0 outside |


# %% tags=["answer"] exercise="02.7"
def bump(x, left, right, steepness):
    """A step up at left and a step down at right.

    Task: two sigmoids, one per edge, added with the right signs.
    Approach: write the sigmoid inside this cell and call it twice.
    Example: with edges 0 and 1 and steepness 100, bump is about 1 at 0.5 and about 0 at 2.
    """

    # BEGIN SOLUTION
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))
    # END SOLUTION


# %% tags=["check"] exercise="02.7"
ch02.bump.check(bump)

# %% tags=["hint"] exercise="02.7"
# ch02.bump.hint()

# %% [markdown]
# The same bump with three steepnesses. Look at their tops.

# %%
bump = ch02.bump.yours_or_ours(bump)
shapes = {f"steepness {k}": lambda x, k=k: bump(x, 0, 1, k) for k in (5, 20, 100)}
axes = plots.activation_gallery(shapes, limits=(-1, 2), xlabel="x")

# %% [markdown]
# The softest never reaches 1: its second step begins before the first has ended. The climb at an edge should be short
# compared with the bump.
#
# Now bumps side by side, each as high as the curve that we want at its middle. Ten of them make twenty hidden units
# (eleven, where neighbours share an edge). How well will they do?


# %%
def curve(x):
    return np.sin(6 * x) + x**2


x, edges = np.linspace(0, 1, 1001), np.linspace(0, 1, 11)
bricks = [
    curve((a + b) / 2) * np.array(bump(x, a, b, 200))
    for a, b in zip(edges[:-1], edges[1:], strict=True)
]
ax = plots.function_fit(x, curve(x), sum(bricks), parts=bricks)

# %% [markdown]
# Rough, but it has the idea (at the two ends half a step is missing: a bump is at half its height on its edges), and
# nothing in the recipe asked what the curve was. In 1989 George Cybenko, and Kurt Hornik, Maxwell Stinchcombe and
# Halbert White, proved what the picture suggests: one hidden layer of sigmoids can come as near as you like to *any*
# continuous function on a closed and bounded region, if it has enough units. This is **universal approximation**. Note
# what it does not say: how many units that takes, or how to find their weights. The first of these we can measure.

# %% [markdown]
# ### Exercise 02.8: an experiment, error against width
#
# Write `error_by_width(f, widths)`. For each width $n$: cut $[0, 1]$ into $n$ equal pieces, put on each a bump with
# steepness $20\,n$ and the height of $f$ at the piece's middle, add them, and take the mean of $|\text{sum} - f(x)|$
# over `x = np.linspace(0, 1, 1001)`. You may call your `bump`. (Our checks take polynomials for $f$ and show their
# coefficients, highest power first.) Use: NumPy. 2 points.
#
# | argument | type | meaning |
# |---|---|---|
# | `f` | function | takes numbers or arrays |
# | `widths` | list of numbers | how many bumps |
# | returns | list | one mean error per width |


# %% tags=["answer"] exercise="02.8"
def error_by_width(f, widths):
    """Mean errors of walls of bumps.

    Task: return a list with one mean absolute error per width.
    Approach: np.linspace for the edges; a loop over neighbouring edges adds the bumps.
    Example: for f(x) = 1 + 0 * x and widths [1, 10] it is about [0.070, 0.007]: only the ends are off.
    """
    # BEGIN SOLUTION
    x = np.linspace(0, 1, 1001)
    errors = []
    for n in widths:
        total = np.zeros(1001)
        for i in range(n):
            total = total + f((i + 0.5) / n) * bump(x, i / n, (i + 1) / n, 20 * n)
        errors.append(np.mean(np.abs(total - f(x))))
    return errors
    # END SOLUTION


# %% tags=["check"] exercise="02.8"
ch02.error_by_width.check(error_by_width)

# %% tags=["hint"] exercise="02.8"
# ch02.error_by_width.hint()

# %% [markdown]
# Both axes are logarithmic: on a straight line, ten times the width always divides the error by the same number. By
# which?

# %%
error_by_width = ch02.error_by_width.yours_or_ours(error_by_width)
widths = [2, 5, 10, 20, 50, 100, 200]
curves = {
    "our curve": curve,
    "2x": lambda x: 2 * x,
    "a jump": lambda x: 1.0 * (x > 1 / 3),
}
with np.errstate(over="ignore"):  # exp(4000) is infinite, and 1 / infinity the 0 we want
    errors = {name: error_by_width(f, widths) for name, f in curves.items()}
ax = plots.error_curve(widths, errors, xlabel="width (bumps)", ylabel="mean error")

# %% tags=["nbval-check-output"]
for name, line in errors.items():
    print(f"{name:16} 20 bumps: {line[3]:.3f}   200 bumps: {line[-1]:.4f}")

# %% [markdown]
# By about ten: a brick that is a tenth as wide lets the curve stray a tenth as far from its height. So it goes even for
# the jump, which is not continuous, since its one bad brick becomes narrow. Good news in one dimension. But where 100
# pieces do for one input, two inputs ask for $100 \times 100$ boxes, each harder to make than a bump, and the 784
# inputs of a small picture for $100^{784}$. Nobody lays bricks by hand there. A network that *learns* its hidden units
# puts them where the data are.

# %% [markdown]
# ## Summary
#
# A hidden layer lets the last neuron look at other neurons' answers instead of the inputs. Geometrically it bends and
# squeezes the space until a straight cut suffices: two hidden units do it for XOR, and thirty random ones for two
# rings. Between the layers there must be a bend, or the whole stack collapses into one layer. With enough units one
# hidden layer comes as near as you like to any continuous function, but how many it takes grows fast with the number of
# inputs. What is missing is a way to find good weights: the next chapter asks how an error at the output can tell a
# weight in the first layer what to do.

# %% [markdown]
# ## Check your understanding
#
# 1. How would you build the opposite of XOR from the same hidden layer?
# 2. The network $[2, 3, 1]$ with linear activation: how many of its 13 parameters are wasted?
# 3. Why does `kernel` have a column, and not a row, for each unit? What would change if examples were columns?
# 4. You add 5 to all scores of an example. What happens to its softmax? And if you multiply them by 5?
# 5. Where is tanh saturated, where ReLU? What does each mean for a weight that wants to know whether to move?
# 6. Thirty random units separated the rings. What would you expect for thirty random *linear* units?
#
# Short answers stand in `docs/answers.md`.

# %% [markdown]
# ## Further reading
#
# - M. Minsky and S. Papert (1969). *Perceptrons: an introduction to computational geometry*. MIT Press.
# - M. Olazaran (1996). A sociological study of the official history of the perceptrons controversy. *Social Studies of
#   Science* 26(3), 611-659.
# - G. Cybenko (1989). Approximation by superpositions of a sigmoidal function. *Mathematics of Control, Signals and
#   Systems* 2, 303-314.
# - K. Hornik, M. Stinchcombe and H. White (1989). Multilayer feedforward networks are universal approximators. *Neural
#   Networks* 2(5), 359-366.
# - V. Nair and G. E. Hinton (2010). Rectified linear units improve restricted Boltzmann machines. *ICML*.
# - A. L. Maas, A. Y. Hannun and A. Y. Ng (2013). Rectifier nonlinearities improve neural network acoustic models.
#   *ICML*.
# - D.-A. Clevert, T. Unterthiner and S. Hochreiter (2016). Fast and accurate deep network learning by exponential
#   linear units (ELUs). *ICLR*.
