# %% [markdown]
# # 01 The perceptron
#
# **Can one artificial neuron learn to decide?**
#
# In July 1958 the U.S. Office of Naval Research showed reporters a computer the size of a room that was being fed
# punched cards. Some were marked on the left, some on the right, and it had been given no rule for telling them apart.
# After fifty trials it had taught itself. The psychologist Frank Rosenblatt, whose idea it was, called it a
# *perceptron*.
#
# In this chapter you write it yourself, feed it cards, watch it think in straight lines, prove how many mistakes it can
# make at most, and run it into a wall.

# %% [markdown]
# **You will** compute a neuron's answer by hand and for a whole table at once; choose weights by thinking; write the
# learning rule and the training loop; measure how long learning takes and what makes it slow; decide whether a problem
# is learnable at all.
#
# **You need** Python (functions, loops, lists), NumPy arrays (shape, row, column), and the equation of a straight line.
#
# **It takes** two to three hours with the exercises: eight of them, 14 points. Where the text asks for a guess, write
# it down before you run the cell: a wrong guess teaches more than a right reading.

# %% tags=["setup"]
import numpy as np

import nnlearn
from nnlearn import datasets, plots
from nnlearn.exercises import ch01

rng = nnlearn.setup(seed=1)

# %% [markdown]
# ## What does a nerve cell decide?
#
# Your brain holds about 86 billion nerve cells (Azevedo et al. 2009). The large ones listen at thousands of contacts,
# the *synapses*; each nudges the cell's voltage up or down, some strongly, some hardly at all. When the sum passes a
# threshold, the cell fires: one short pulse, always of the same height. Many voices in, one yes or no out.
#
# In 1943 Warren McCulloch and Walter Pitts kept only that from the biology, and asked what such cells could compute.
# Rosenblatt let every contact have a strength of its own, and let experience change it. Both left out most of what
# makes a cell alive: the timing of pulses, the chemistry, the computation inside the branches. Take "neuron" below as
# the name of a formula, not of a cell.

# %% [markdown]
# Here is the formula at work. Shall we go swimming? Three inputs, each 1 for yes and 0 for no: sunny, warm water,
# crowded. Sun counts 2, warm water 3, a crowd counts against it with -1. And somebody has to be talked into it: we
# start at -4. Today is sunny, cold and crowded. Look at the numbers on the arrows, then at what arrives behind the sum.

# %%
ax = plots.neuron([2, 3, -1], -4, inputs=[1, 0, 1])

# %% [markdown]
# The numbers on the arrows are the **weights** $w$, the reluctance is the **bias** $b$, and the sum is called $z$:

# %% tags=["nbval-check-output"]
z = 2 * 1 + 3 * 0 - 1 * 1 - 4
print(z)

# %% [markdown]
# Below zero, so the neuron does not fire: we stay at home. Tomorrow the water is warm, all else stays. Before you run
# the cell: what is $z$ then, and does the neuron fire?

# %% tags=["nbval-check-output"]
print(2 * 1 + 3 * 1 - 1 * 1 - 4)

# %% [markdown]
# Exactly zero, and somebody must decide what zero means. In this course a neuron fires *at* the threshold:
#
# $$ z = w_1 x_1 + w_2 x_2 + \dots + w_d x_d + b, \qquad \hat y = \mathrm{step}(z) = \begin{cases} 1 & z \geq 0 \\ 0 & z < 0 \end{cases} $$
#
# The inputs $x_1, \dots, x_d$ are numbers, the weights say how much each of them counts and in which direction, and
# $\hat y$ ("y hat") is the answer. Tomorrow we swim.

# %% [markdown]
# What is the bias for? Take one input, the water's temperature in degrees, with weight 1, and vary the bias. The
# pictures show the neuron's answer over the temperature: watch where each one jumps.


# %%
def step(z):
    return (np.asarray(z) >= 0).astype(int)


# b=b: each of the three functions keeps a bias of its own
neurons = {f"b = {b}": lambda x, b=b: step(1 * x + b) for b in (-15, -20, -25)}
axes = plots.activation_gallery(neurons, limits=(10, 30), xlabel="degrees")

# %% [markdown]
# A bias of $-20$ is a threshold of 20: $w \cdot x \geq 20$ and $w \cdot x - 20 \geq 0$ ask the same. Written as a bias,
# the threshold is one more number that can be learned.

# %% [markdown]
# ### Exercise 01.1: a weighted sum by hand
#
# Write `weighted_sum(x, w, b)`, the $z$ of one neuron for inputs and weights of any length. Use: plain Python. 1 point.
#
# A rule for all exercises: an answer is graded by its own cell alone, so keep in that cell whatever it needs. Where it
# may call an earlier answer of yours, the task says so. Try things out in cells of your own.
#
# | argument | type | meaning |
# |---|---|---|
# | `x` | list of d numbers | inputs |
# | `w` | list of d numbers | weights |
# | `b` | number | bias |
# | returns | number | $z$, before the step |


# %% tags=["answer"] exercise="01.1"
def weighted_sum(x, w, b):
    """The sum that a neuron compares with zero.

    Task: multiply every input by its weight, add the products, add the bias.
    Approach: one loop over the pairs (x_i, w_i).
    Example: weighted_sum([1, 0, 1], [2, 3, -1], -4) is -3.
    """
    # BEGIN SOLUTION
    return b + sum(x_i * w_i for x_i, w_i in zip(x, w, strict=True))
    # END SOLUTION


# %% tags=["check"] exercise="01.1"
ch01.weighted_sum.check(weighted_sum)

# %% tags=["hint"] exercise="01.1"
# ch01.weighted_sum.hint()

# %% [markdown]
# ## What can one neuron say?
#
# McCulloch and Pitts cared about logic: could nerve cells reason? The smallest pieces of reasoning have two inputs. AND
# says yes when both are 1, OR when at least one is. Suppose both votes count 1. Then only the bias is left to choose,
# and it answers the question *how many votes does it take?* With $b = -1.5$:

# %% tags=["nbval-check-output"]
corners, y_and = datasets.logic_gate("AND")
for x in corners:
    z = 1 * x[0] + 1 * x[1] - 1.5
    print(x, "z =", z, "answer", step(z))

# %% [markdown]
# One vote leaves $z$ at $-0.5$, two lift it to $0.5$: that is AND. There is a picture behind it, the most useful one of
# this chapter. Put the two inputs on two axes. All points with $z = 0$ form a straight line, $w_1 x_1 + w_2 x_2 + b =
# 0$, and the neuron says yes on one side of it and no on the other. Look for the single corner on the yes side.

# %%
ax = plots.decision_boundary(
    lambda X: step(X[:, 0] + X[:, 1] - 1.5), corners, y_and, labels=["no", "yes"]
)

# %% [markdown]
# So choosing weights places a line: the direction of $(w_1, w_2)$ turns it, $b$ moves it.

# %% [markdown]
# ### Exercise 01.2: AND, OR and NAND by choosing weights
#
# Fill the dictionary `gates`: for each gate the three numbers $(w_1, w_2, b)$ of a neuron that answers like it. NAND is
# the opposite of AND: no to 11, yes to everything else. Any numbers that do it are right. Use: plain Python. 1 point.
#
# | input | AND | OR | NAND |
# |---|---|---|---|
# | 00 | 0 | 0 | 1 |
# | 01 | 0 | 1 | 1 |
# | 10 | 0 | 1 | 1 |
# | 11 | 1 | 1 | 0 |

# %% tags=["answer"] exercise="01.2"
# Task: replace the dots by a dictionary with the keys "AND", "OR" and "NAND".
# Approach: ask how many votes it takes; for NAND turn the question round.
# Example: {"AND": (1, 1, -1.5), "OR": (..., ..., ...), "NAND": (..., ..., ...)}
# BEGIN SOLUTION
gates = {"AND": (1, 1, -1.5), "OR": (1, 1, -0.5), "NAND": (-1, -1, 1.5)}
# END SOLUTION

# %% tags=["check"] exercise="01.2"
ch01.gates.check(gates)

# %% tags=["hint"] exercise="01.2"
# ch01.gates.hint()

# %% [markdown]
# NAND deserves respect: every circuit of logic can be built from it alone (that one operation can suffice was shown by
# Sheffer in 1913), so a network of such neurons can compute whatever a circuit can. But how much can *one* say? Two
# inputs have four combinations, so there are $2^4 = 16$ possible tables of answers. Write down how many of them a
# single neuron can produce. Then let the machine try every pair of weights from $-2$ to $2$ with a range of biases, and
# count:

# %% tags=["nbval-check-output"]
grid = np.arange(-2, 2.5, 0.5)
# a set keeps each different table of answers once
tables = {tuple(step(corners @ [w1, w2] + b)) for w1 in grid for w2 in grid for b in grid}
print(len(tables), "of 16")

# %% [markdown]
# Fourteen, and a finer grid would find no more: the end of the chapter proves it. Which two would you bet on?

# %% [markdown]
# ## How do you ask for a thousand answers at once?
#
# Put the examples below each other into a table `X`, one row each. The loop over its rows:

# %%
X = rng.normal(size=(1000, 3))  # (examples, inputs)
w, b = np.array([2.0, 3.0, -1.0]), -4.0

z_loop = np.array([ch01.weighted_sum.reference(row, w, b) for row in X])  # (examples,)

# %% [markdown]
# Multiplying two vectors entry by entry and adding up is called their **dot product**, $w \cdot x$, in NumPy `w @ x`.
# And a matrix times a vector, `X @ w`, is the dot product of each row with `w`. The shape tells it: (1000, 3) times
# (3,) is (1000,), one number per example. The bias is added to all of them. Do the two agree?

# %% tags=["nbval-check-output"]
z = X @ w + b  # (examples,)
print(z.shape, "largest difference below 1e-12:", np.abs(z - z_loop).max() < 1e-12)

# %% [markdown]
# ### Exercise 01.3: a whole table of inputs at once
#
# Write `predict(X, w, b)`: the neuron's answer, 0 or 1, for every row. A sum of exactly 0 fires. You may call your
# `weighted_sum`. Use: NumPy. 1 point.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X` | (n, d) | one example a row |
# | `w` | (d,) | weights |
# | `b` | number | bias |
# | returns | (n,) | answers, 0 or 1 |


# %% tags=["answer"] exercise="01.3"
def predict(X, w, b):
    """The answers of one neuron to many examples.

    Task: the weighted sum of every row, then the step.
    Approach: one matrix product, one comparison; no loop is needed.
    Example: predict(np.array([[1, 0, 1], [1, 1, 1]]), np.array([2, 3, -1]), -4) is [0, 1].
    """
    # BEGIN SOLUTION
    z = X @ w + b  # (n,)
    return np.where(z >= 0, 1, 0)
    # END SOLUTION


# %% tags=["check"] exercise="01.3"
ch01.predict.check(predict)

# %% tags=["hint"] exercise="01.3"
# ch01.predict.hint()

# %% [markdown]
# From here on the lesson runs on your `predict`, once its check has passed; until then it borrows ours and says so.

# %%
predict = ch01.predict.yours_or_ours(predict)

# %% [markdown]
# ## How could a neuron find its own weights?
#
# You found the weights of AND by thinking. Nobody thinks up weights for 512 units, which the Mark I of Rosenblatt's
# group had behind its photocells (Hay, Lynch and Smith 1960). His idea: let every *mistake* say how to change.
#
# Take one mistake. The input is $x = (2, 1)$, the right answer is 1, and the neuron with $w = (-1, 1)$, $b = 0$ says:

# %% tags=["nbval-check-output"]
x, w, b = np.array([2.0, 1.0]), np.array([-1.0, 1.0]), 0.0
print("z =", x @ w + b)

# %% [markdown]
# $-1$, so it stays silent and should not have. We want a larger $z$ *for this input*. Which change of the weights
# raises it? Try the plainest thing there is: add the input itself to the weights, and 1 to the bias. How much will $z$
# rise?

# %% tags=["nbval-check-output"]
w, b = w + x, b + 1
print("w =", w, " b =", b, " z =", x @ w + b)

# %% [markdown]
# From $-1$ to $5$, a rise of 6, and 6 is $2^2 + 1^2 + 1$. It always comes out so: $(w + x) \cdot x + (b + 1) = z +
# \|x\|^2 + 1$. Here $\|x\|^2 = x \cdot x$ is the square of the length of $x$ (Pythagoras), never negative, so adding
# the input can only help. After a false alarm, an answer of 1 that should have been 0, subtract instead. Both cases and
# the third one, no mistake, fit into one line, the **update**:
#
# $$ w \leftarrow w + (y - \hat y)\, x, \qquad b \leftarrow b + (y - \hat y) $$
#
# where $y$ is the right answer, $\hat y$ the neuron's, and $y - \hat y$ is $1$, $-1$ or $0$. The picture shows the
# dividing line before (pale, with a small 0; yes was above it) and after (strong) our update. The arrow shows where $w$
# points: to the yes side, at right angles to the line, since walking along the line does not change $w \cdot x$. The
# triangle at $(2, 1)$ was our mistake and is now on its side. Which point pays for it?

# %%
X_few, y_few = np.array([[2.0, 1.0], [-1.0, 1.5], [1.0, -0.5], [0.5, -2.0]]), np.array([1, 1, 0, 0])
ax = plots.separating_lines([([-1.0, 1.0], 0.0), ([1.0, 2.0], 1.0)], X_few, y_few)

# %% [markdown]
# Is one update always enough to put its example right? Start further off, with $w = (-5, 0)$, and guess before you run:

# %% tags=["nbval-check-output"]
w, b = np.array([-5.0, 0.0]), 0.0
for _ in range(3):
    print("z =", x @ w + b)
    w, b = w + x, b + 1

# %% [markdown]
# Two updates: each lifts $z$ by 6, and $-10$ is deeper than that. So one may not be enough, and one that helps an
# example can spoil another, as it did the circle at $(1, -0.5)$. The rule promises nothing for one update. What it
# promises for many is the great question of this chapter.

# %% [markdown]
# ### Exercise 01.4: one update
#
# Write `update(w, b, x, y)`: let the neuron answer `x`, compare with `y`, and return the new weights and bias after
# *one* update. The old `w` stays as it was: others still hold it. You may call your `predict` (it takes a table:
# `x[None, :]` is a table with one row). Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `w`, `b` | (d,), number | weights and bias before |
# | `x` | (d,) | one example |
# | `y` | 0 or 1 | its right answer |
# | returns | (d,), number | weights and bias after |


# %% tags=["answer"] exercise="01.4"
def update(w, b, x, y):
    """One update by the perceptron's rule.

    Task: return (new w, new b); both unchanged where the answer was right already.
    Approach: compute the answer, the error y minus answer, then w plus error times x, b plus error.
    Example: update(np.array([-1.0, 1.0]), 0.0, np.array([2.0, 1.0]), 1) is ([1, 2], 1).
    """
    # BEGIN SOLUTION
    y_hat = 1 if w @ x + b >= 0 else 0
    return w + (y - y_hat) * x, b + (y - y_hat)
    # END SOLUTION


# %% tags=["check"] exercise="01.4"
ch01.update.check(update)

# %% tags=["hint"] exercise="01.4"
# ch01.update.hint()

# %% [markdown]
# ## What happens when it has seen everything once?
#
# Then it starts again: one walk through all examples is an **epoch**. Here is the first epoch on OR from zero weights.
# Which rows are mistakes?

# %% tags=["nbval-check-output"]
update = ch01.update.yours_or_ours(update)
X_or, y_or = datasets.logic_gate("OR")
w, b = np.zeros(2), 0.0
for x, y in zip(X_or, y_or, strict=True):
    answer = int(predict(x[None, :], w, b)[0])  # x[None, :] is a table with one row
    w, b = update(w, b, x, y)
    print(x, "right:", y, "answer:", answer, "->  w =", w, " b =", b)

# %% [markdown]
# Two mistakes, and the first row would be wrong again. So another epoch, and another, until one passes without a
# mistake: then nothing can change any more, and training is over.

# %% [markdown]
# ### Exercise 01.5: the training loop
#
# Write `train(X, y, max_epochs)`. Start from zero weights and zero bias. In every epoch go through the rows in order,
# update after each one, and count the mistakes as you meet them. Stop after the first epoch without a mistake, or after
# `max_epochs`. You may call your `predict` and `update`. Use: NumPy. 3 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X`, `y` | (n, d), (n,) | examples and right answers, 0 or 1 |
# | `max_epochs` | number | stop at the latest after so many |
# | returns | (d,), number, list | `w`, `b`, and the mistakes of every epoch, the clean one's 0 included |


# %% tags=["answer"] exercise="01.5"
def train(X, y, max_epochs):
    """Train one neuron until an epoch is clean.

    Task: return (w, b, mistakes), mistakes being a list with one number per epoch.
    Approach: a loop over epochs; inside it a counter and a loop over rows; stop when the counter is still 0.
    Example: on OR, train gives w = [1, 1], b = -1 and mistakes [2, 2, 1, 0].
    """
    # BEGIN SOLUTION
    w, b = np.zeros(X.shape[1]), 0.0
    mistakes = []
    while len(mistakes) < max_epochs and 0 not in mistakes:
        count = 0
        for x_row, y_row in zip(X, y, strict=True):
            new_w, new_b = update(w, b, x_row, y_row)
            count += int(new_b != b)  # the bias moves with every mistake
            w, b = new_w, new_b
        mistakes.append(count)
    return w, b, mistakes
    # END SOLUTION


# %% tags=["check"] exercise="01.5"
ch01.train.check(train)

# %% tags=["hint"] exercise="01.5"
# ch01.train.hint()

# %% [markdown]
# Now forty points in two clouds, with a gap between them: no point lies nearer than 0.2 to the true line. We keep the
# weights after every mistake to see the line move.

# %%
train = ch01.train.yours_or_ours(train)
X, y, true_line = datasets.make_blobs_with_margin(40, margin=0.2, rng=6, offset=0.3)

w, b, history = np.zeros(2), 0.0, []
rows = list(zip(X, y, strict=True))
for x_row, y_row in rows * 5:  # five epochs
    new_w, new_b = update(w, b, x_row, y_row)
    if new_b != b:
        history.append((new_w, new_b))
    w, b = new_w, new_b

# %% [markdown]
# Early lines are pale, the last one is strong; small numbers tell their order. It stumbles towards its place:

# %%
ax = plots.separating_lines(history, X, y)

# %% [markdown]
# And the mistakes of every epoch, as your `train` counts them:

# %%
w, b, mistakes = train(X, y, 100)
ax = plots.learning_curve(mistakes, ylabel="mistakes in this epoch")

# %% [markdown]
# Is that *the* perceptron, or a home-made cousin? scikit-learn ships one. With the same order and as many epochs it
# should arrive at the very same weights:

# %% tags=["nbval-check-output"]
from sklearn.linear_model import Perceptron

theirs = Perceptron(shuffle=False, tol=None, max_iter=len(mistakes)).fit(X, y)
print("largest difference:", max(np.abs(theirs.coef_[0] - w).max(), abs(theirs.intercept_[0] - b)))

# %% [markdown]
# Zero: the same additions in the same order. (Its rule differs from ours only at $z = 0$.) Textbooks put a learning
# rate $\eta$ in front of the update. From zero weights it makes $w$ and $b$ longer or shorter together, and a neuron
# that asks only for the sign of $z$ cannot notice. From chapter 03 on the rate will matter; here it is 1.

# %% [markdown]
# ## July 1958, once more
#
# Fifty cards of 4 by 12 places, a mark somewhere on the left or right, a few stray holes. Our neuron is told the right
# answer after each card:

# %%
cards, side = datasets.make_cards(50, rng=0)
axes = plots.images(cards[:10], ["right" if s else "left" for s in side[:10]])

# %% [markdown]
# A card becomes a row of 48 numbers, and the neuron sees each card once. Guessing would get about 25 of the fifty
# wrong. How many will the neuron get wrong while it is still learning?

# %% tags=["nbval-check-output"]
w, b, wrong = np.zeros(48), 0.0, 0
for card, s in zip(cards.reshape(50, 48), side, strict=True):
    new_w, new_b = update(w, b, card, s)
    wrong = wrong + (new_b != b)
    w, b = new_w, new_b
print("wrong:", wrong, "of 50")

# %% [markdown]
# Did it learn these cards by heart, or left and right? A thousand new cards will tell, and so will its weights, laid
# out like a card. Before you run it: where should they be negative?

# %% tags=["nbval-check-output"]
new_cards, new_side = datasets.make_cards(1000, rng=100)
right = np.sum(predict(new_cards.reshape(1000, 48), w, b) == new_side)
print("right:", right, "of 1000 new cards")

# %%
axes = plots.images([np.reshape(w, (4, 12))], signed=True, width=5)

# %% [markdown]
# Mostly negative on the left, mostly positive on the right: the rule, readable in its weights. (Luck? Draw other cards
# with another `rng`.) To be fair to 1958: Rosenblatt put a layer of randomly wired units, neurons side by side, between
# the card and this one, and only the last layer learned.

# %% [markdown]
# ## Will it ever stop?
#
# When can we be sure that the loop ends? Two things should matter: how wide the gap between the classes is, and how
# large the inputs are, since they are the steps we take. Albert Novikoff (1962) turned these two into a promise.
#
# Treat the bias as one more weight, with an input that is always 1: $\tilde x = (x, 1)$, $v = (w, b)$, so that $z = v
# \cdot \tilde x$. Let $R$ be the length of the longest $\tilde x$. Suppose some weights $v^*$ of length 1 separate the
# classes, and let $\gamma > 0$, the **margin**, be the distance by which they do it: the smallest $s_i\, v^* \cdot
# \tilde x_i$, where $s = 2y - 1$ is the label written as $\pm 1$.
#
# **Theorem.** From zero weights the perceptron makes at most $(R / \gamma)^2$ mistakes, in any order of the examples.

# %% [markdown]
# The proof is a race between two numbers, and both can be watched. At a mistake $v$ becomes $v + s\tilde x$.
#
# 1. *It turns towards the goal.* $v \cdot v^*$ grows by $s\,\tilde x \cdot v^*$, at least $\gamma$. After $k$ mistakes
#    it is at least $k\gamma$.
# 2. *It cannot grow fast.* $\|v + s\tilde x\|^2 = \|v\|^2 + 2 s\, v \cdot \tilde x + \|\tilde x\|^2$. At a mistake the
#    middle term is not positive, so $\|v\|^2$ grows by at most $R^2$. After $k$ mistakes $\|v\|$ is at most $\sqrt{k}\,
#    R$.
#
# Since $v^*$ has length 1, $v \cdot v^*$ is the length of $v$'s shadow on the goal's direction, and a shadow is never
# longer than what casts it: $k \gamma \leq v \cdot v^* \leq \|v\| \leq \sqrt{k}\, R$. A straight line in $k$ overtakes
# a root sooner or later, and $k$ must stop before it does: $k \leq (R/\gamma)^2$.

# %% [markdown]
# Now a real run, on a cloud that lies away from the origin. The outer two curves are the bounds of the proof, the inner
# two are measured and may never leave the space between:

# %%
X, y, line = datasets.make_blobs_with_margin(60, margin=0.2, rng=1, offset=2.0)
X1 = np.hstack([X, np.ones((60, 1))])  # (60, 3), the 1 appended
goal = np.append(line.normal, line.bias)
goal = goal / np.linalg.norm(goal)
R = np.linalg.norm(X1, axis=1).max()
gamma = ((2 * y - 1) * (X1 @ goal)).min()

v, along, length = np.zeros(3), [0.0], [0.0]
for x1, s in list(zip(X1, 2 * y - 1, strict=True)) * 10:  # ten epochs
    if (v @ x1 >= 0) != (s == 1):
        v = v + s * x1
        along.append(v @ goal)
        length.append(np.linalg.norm(v))
k = np.arange(len(along))
curves = {
    "bound $\\sqrt{k}\\,R$": np.sqrt(k) * R,
    "length $|v|$": length,
    "$v \\cdot v^*$": along,
    "bound $k\\gamma$": k * gamma,
}
ax = plots.learning_curve(curves, x=k, xlabel="mistakes $k$", ylabel="length")

# %% tags=["nbval-check-output"]
print(f"R {R:.2f}  margin {gamma:.3f}  mistakes {k[-1]}  promised: at most {(R / gamma) ** 2:.0f}")

# %% [markdown]
# The bound holds with plenty of room: it must hold even for the worst data with this $R$ and $\gamma$. (The gap was cut
# 0.2 wide on either side. $\gamma$ is smaller because $v^*$ holds the bias too, and all of it has length 1.)

# %% [markdown]
# ### Exercise 01.6: radius, margin, bound
#
# Write `novikoff(X, y, w, b)` for a line that separates the classes. Use the inputs with a 1 appended and the weights
# $(w, b)$, as above; books that have no bias leave the 1 out. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X`, `y` | (n, d), (n,) | examples, labels 0 or 1 |
# | `w`, `b` | (d,), number | a separating line, of any length |
# | returns | dict | `"radius"`: $R$, `"margin"`: $\gamma$, `"bound"`: $(R/\gamma)^2$ |


# %% tags=["answer"] exercise="01.6"
def novikoff(X, y, w, b):
    """What the theorem promises for these examples and this line.

    Task: return {"radius": ..., "margin": ..., "bound": ...}.
    Approach: lengths of the rows (x, 1); signed sums divided by the length of (w, b); the smallest of them.
    Example: for the arrays X = [[1], [-1]], y = [1, 0], w = [1] and b = 0: 1.414, 1 and 2.
    """
    # BEGIN SOLUTION
    radius = np.sqrt((X**2).sum(axis=1) + 1).max()
    signed = np.where(y == 1, 1, -1) * (X @ w + b)  # (n,)
    margin = signed.min() / np.sqrt(w @ w + b * b)
    return {"radius": radius, "margin": margin, "bound": (radius / margin) ** 2}
    # END SOLUTION


# %% tags=["check"] exercise="01.6"
ch01.novikoff.check(novikoff)

# %% tags=["hint"] exercise="01.6"
# ch01.novikoff.hint()

# %% [markdown]
# Does a smaller margin cost more mistakes, or only a larger bound? Five data sets for each of five gaps. All points
# must lie below the line. Do they climb with it?

# %%
novikoff = ch01.novikoff.yours_or_ours(novikoff)
measured, bounds = [], []
for gap in (0.4, 0.2, 0.1, 0.05, 0.025):
    for seed in range(5):
        X, y, line = datasets.make_blobs_with_margin(60, gap, rng=seed, offset=1.0)
        measured.append(sum(train(X, y, 10_000)[2]))
        bounds.append(novikoff(X, y, line.normal, line.bias)["bound"])
ax = plots.scatter_bound(measured, bounds)

# %% [markdown]
# They do climb, though more slowly than the bound, and sets with the same bound differ several-fold: the theorem knows
# $R$ and $\gamma$, not where the points lie.

# %% [markdown]
# ## Is it the gap, or where the gap lies?
#
# Push all points away from the origin, both clouds together. The picture is the same but for the numbers on the axes.
# Does the number of mistakes change? Guess a factor: for a shift by 3, how many times as many?

# %% [markdown]
# ### Exercise 01.7: an experiment, moving the data
#
# Write `mistakes_by_shift(X, y, shifts)`. For each shift $s$ add $s$ to every input and train from scratch, twice: once
# as it is, once **centred**, that is after subtracting from each column its mean. Train with `max_epochs` 1000 and
# count the mistakes of all epochs together. You may call your `train`. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X`, `y` | (n, d), (n,) | examples and labels |
# | `shifts` | list of numbers | how far to move |
# | returns | two lists | `[raw, centred]`, each with one total per shift |


# %% tags=["answer"] exercise="01.7"
def mistakes_by_shift(X, y, shifts):
    """Total mistakes on shifted data, raw and centred.

    Task: return [raw, centred], two lists as long as shifts.
    Approach: for each shift make the moved table, train on it, train on it minus its column means.
    Example: for the OR gate and shifts [0, 1] it is [[5, 26], [4, 4]].
    """
    # BEGIN SOLUTION
    raw, centred = [], []
    for s in shifts:
        moved = X + s
        raw.append(sum(train(moved, y, 1000)[2]))
        centred.append(sum(train(moved - moved.mean(axis=0), y, 1000)[2]))
    return [raw, centred]
    # END SOLUTION


# %% tags=["check"] exercise="01.7"
ch01.mistakes_by_shift.check(mistakes_by_shift)

# %% tags=["hint"] exercise="01.7"
# ch01.mistakes_by_shift.hint()

# %% tags=["nbval-check-output"]
mistakes_by_shift = ch01.mistakes_by_shift.yours_or_ours(mistakes_by_shift)
X, y, line = datasets.make_blobs_with_margin(60, margin=0.2, rng=2)
shifts = [0, 1, 2, 3]
raw, centred = mistakes_by_shift(X, y, shifts)
curves = {"raw": raw, "centred": centred}
ax = plots.learning_curve(curves, x=shifts, xlabel="shift $s$", ylabel="mistakes in all", log=True)
print("raw", raw, " centred", centred)

# %% [markdown]
# The scale on the left is logarithmic: a shift by 3 cost a factor of about 70, and centring gave all of it back. Which
# of the theorem's two numbers changed: $R$, $\gamma$, or both?

# %% tags=["nbval-check-output"]
for s in (0, 3):
    moved_b = line.bias - s * line.normal.sum()  # the line moves with the points
    seen = novikoff(X + s, y, line.normal, moved_b)
    print("shift", s, {name: round(float(value), 3) for name, value in seen.items()})

# %% [markdown]
# Both, and both for the worse. The inputs became longer. And a line far from the origin needs a bias that is large
# against $w$: in the space of $(x, 1)$ the same gap is a narrower slit. Without the appended 1 you would not see that.
# (A shift *along* the line leaves the bias alone and costs little: draw the picture with `rng=0`.) Centring undoes both
# in one line: we do it from here on.

# %% [markdown]
# ## The two missing tables
#
# Back to the two tables that no neuron on our grid could say. They are XOR, "one or the other but not both", and its
# opposite. Train on XOR. What do you expect of the mistakes per epoch?

# %%
X_xor, y_xor = datasets.logic_gate("XOR")
w, b, mistakes = train(X_xor, y_xor, 30)
ax = plots.learning_curve(mistakes, ylabel="mistakes in this epoch")

# %% [markdown]
# From the third epoch on *every* answer is wrong at the moment it is given: each correction spoils the next row. Here
# is one epoch from the inside:

# %% tags=["nbval-check-output"]
w, b, _ = train(X_xor, y_xor, 3)
print("after epoch 3:  w =", w, " b =", b)
for x, right in zip(X_xor, y_xor, strict=True):
    w, b = update(w, b, x, right)
    print(x, "->  w =", w, " b =", b)

# %% [markdown]
# After the fourth epoch the neuron stands where it stood after the third, and the rule has no memory: it will walk this
# circle for ever. Would another rule find weights? Look for a line with both yes corners on one side and both no
# corners on the other:

# %%
ax = plots.decision_boundary(lambda X: step(X @ w + b), X_xor, y_xor, labels=["no", "yes"])

# %% [markdown]
# There is none, and four lines prove it. XOR asks of $w_1, w_2, b$:
#
# | input | wanted | that means |
# |---|---|---|
# | 00 | 0 | $b < 0$ |
# | 01 | 1 | $w_2 + b \geq 0$ |
# | 10 | 1 | $w_1 + b \geq 0$ |
# | 11 | 0 | $w_1 + w_2 + b < 0$ |
#
# Add the second and third: $w_1 + w_2 + 2b \geq 0$. Take away the fourth: $b > 0$. The first says $b < 0$. (For the
# opposite table turn every sign round.) No weights do it, however they are found. The classes are not **linearly
# separable**, and no learning rule can help a machine that cannot say the answer.

# %% [markdown]
# So before blaming the training, ask whether a line exists. In three hundred dimensions nobody can look. But if
# somebody promises you that any line would have at least a certain margin, the theorem says how long training may take.
# After that the answer is no.

# %% [markdown]
# ### Exercise 01.8: which of these sets can a line separate?
#
# Write `separable(X, y)`. The sets you will be given keep a promise: with the 1 appended, $R$ is below 2, and if a line
# exists, one exists with a margin of at least 0.1. Work out how many epochs you must wait before you may say no: every
# epoch that is not clean costs at least one mistake. You may call your `train`. Use: NumPy. 2 points.
#
# | argument | shape | meaning |
# |---|---|---|
# | `X`, `y` | (n, 2), (n,) | examples, labels 0 or 1 |
# | returns | True or False | whether some line has no mistake |


# %% tags=["answer"] exercise="01.8"
def separable(X, y):
    """Whether a line separates the classes, given the promise on R and the margin.

    Task: return True or False, and be right both times.
    Approach: train for as long as the theorem asks, then look at the last epoch.
    Example: True for AND, False for XOR.
    """
    # BEGIN SOLUTION
    most_mistakes = (2 / 0.1) ** 2
    # every epoch but the clean one makes at least one mistake
    _, _, mistakes = train(X, y, int(most_mistakes) + 1)
    return mistakes[-1] == 0
    # END SOLUTION


# %% tags=["check"] exercise="01.8"
ch01.separable.check(separable)

# %% tags=["hint"] exercise="01.8"
# ch01.separable.hint()

# %% [markdown]
# Three shapes that you will meet again, centred and scaled to keep the promise on $R$. What will your function say to
# each? (False now means: no line with a margin of 0.1.)

# %%
import matplotlib.pyplot as plt

separable = ch01.separable.yours_or_ours(separable)
figure, axes = plt.subplots(1, 3, figsize=(9, 2.8))
shapes = {
    "two clouds": datasets.make_blobs_with_margin(60, 0.2, rng=0)[:2],
    "two moons": datasets.make_moons(60, 0.05, rng=0),
    "two rings": datasets.make_circles(60, 0.05, rng=0),
}
for ax, (name, (X, y)) in zip(axes, shapes.items(), strict=True):
    X = (X - X.mean(axis=0)) / np.abs(X).max()
    plots.points(X, y, ax=ax, title=f"{name}: {bool(separable(X, y))}", legend=False)

# %% [markdown]
# ## Summary
#
# A neuron weighs its inputs, adds a bias and says yes where the sum is not negative: it cuts its input space in two
# with a straight line. Rosenblatt's rule moves that line at each mistake by the very input it failed on. If a line
# without mistakes exists, the rule finds one after at most $(R/\gamma)^2$ mistakes, and data far from the origin make
# that bound larger. If none exists it never ends, and XOR, four points, is such a case. The next chapter asks what two
# lines and a second layer can do.

# %% [markdown]
# ## Check your understanding
#
# 1. A neuron has weights $(2, 2)$ and bias $-2$. Which gate is it? Between which biases is it an AND?
# 2. You double all weights and the bias. Which answers change?
# 3. Training made 7 mistakes in all. $R$ is 1.4. What does the theorem say about the margin?
# 4. Someone reports a perceptron that "converged after 50 epochs, with 2 mistakes left". What is wrong with the
#    sentence?
# 5. One example of a thousand has the wrong label. What does training do?
#
# Short answers stand in `docs/answers.md`.

# %% [markdown]
# ## Further reading
#
# - W. S. McCulloch and W. Pitts (1943). A logical calculus of the ideas immanent in nervous activity. *Bulletin of
#   Mathematical Biophysics* 5, 115-133.
# - F. Rosenblatt (1958). The perceptron: a probabilistic model for information storage and organization in the brain.
#   *Psychological Review* 65(6), 386-408.
# - J. C. Hay, B. E. Lynch and D. R. Smith (1960). *Mark I Perceptron operators' manual*. Cornell Aeronautical
#   Laboratory.
# - A. B. J. Novikoff (1962). On convergence proofs on perceptrons. *Symposium on the Mathematical Theory of Automata*
#   12, 615-622.
# - H. M. Sheffer (1913). A set of five independent postulates for Boolean algebras. *Transactions of the American
#   Mathematical Society* 14(4), 481-488.
# - F. A. C. Azevedo et al. (2009). Equal numbers of neuronal and nonneuronal cells make the human brain an
#   isometrically scaled-up primate brain. *Journal of Comparative Neurology* 513(5), 532-541.

# %% [markdown]
# The showing of 1958: *The New York Times*, 8 July 1958, "New Navy device learns by doing"; Cornell Chronicle, 25
# September 2019, "Professor's perceptron paved the way for AI - 60 years too soon".
