"""What every layer has to show; the next ones reuse it.

`check_layer` needs no TensorFlow: gradients equal to central differences in training and inference, inputs and
inference's state untouched, dtype kept, configuration and back, bad input answered.
`check_against_keras` takes the layer's Keras twin: same weights, same outputs, gradients and moving averages.

Inputs are an array, or a list of them for a layer that takes several; whole numbers for one that looks them up.
"""

import copy
import inspect
import json
import re

import numpy as np

HOUSE_FORM = r"expects? .*received .*(Fix|Add a batch axis|Flatten them): "
# The absolute part is for sums that cancel: Keras holds some constants, such as leaky_relu's slope, in float32 always.
TOLERANCE = {"float64": {"rtol": 1e-6, "atol": 1e-9}, "float32": {"rtol": 1e-5, "atol": 1e-6}}


def check_layer(make, x, rng):
    """Make(dtype) gives a new layer, with a seed where there is chance; x is a float64 batch on which it is smooth."""
    check_first_call(make, x)
    layer = started(make("float64"), x, rng)
    check_state(layer, x)
    for training in (False, True):
        check_gradients(copy.deepcopy(layer), x, rng, training)
    check_single_precision(make, x, rng)
    check_config(make, x)
    check_refusals(make, x)


def numeric_gradient(f, w, h=1e-5):
    """Gradient of the number f() by the entries of w, which f reads; w is moved and put back."""
    gradient = np.empty_like(w)
    for i in np.ndindex(w.shape):
        kept = w[i]
        w[i] = kept + h
        up = f()
        w[i] = kept - h
        down = f()
        w[i] = kept
        gradient[i] = (up - down) / (2 * h)
    return gradient


def as_list(x):
    return x if isinstance(x, list) else [x]


def shapes(x):
    """(None, ...) of an array, a list of them for several."""
    return [shapes(each) for each in x] if isinstance(x, list) else (None, *x.shape[1:])


def started(layer, x, rng):
    """The layer, built, with weights off their first values: a factor of 1 or a term of 0 would hide a mistake."""
    layer.build(shapes(x))
    for weight in layer.weights:
        weight += rng.uniform(0.1, 0.5, weight.shape).astype(weight.dtype)
    return layer


def check_first_call(make, x):
    promised = make("float64").output_shape(shapes(x))
    layer, kept = make("float64"), copy.deepcopy(x)
    y = layer(x)
    check_untouched(x, kept)
    assert promised[0] is None and y.shape == (len(as_list(x)[0]), *promised[1:]), "output_shape is not what comes out"
    assert layer.built, "the first call does not build the layer"
    built = make("float64")
    built.build(shapes(x))
    assert [w.shape for w in built.weights] == [w.shape for w in layer.weights], "build differs from the first call"


def check_untouched(x, kept):
    for now, before in zip(as_list(x), as_list(kept), strict=True):
        np.testing.assert_array_equal(now, before, err_msg="the layer changed its input")


def check_gradients(layer, x, rng, training):
    """Backward against central differences, each on a copy: the same chance, moving averages not yet moved."""
    start, work = copy.deepcopy(layer), copy.deepcopy(x)
    y = layer(x, training)
    upstream = rng.normal(size=y.shape)
    sent = upstream.copy()
    dx = as_list(layer.backward(upstream))
    check_untouched(x, work)
    np.testing.assert_array_equal(upstream, sent, err_msg="the layer changed the gradient that it was given")
    assert [g.shape for g in layer.gradients] == [w.shape for w in layer.trainable_weights], "gradients' shapes"

    def loss():
        return (copy.deepcopy(start)(work, training) * upstream).sum()

    several = len(as_list(x)) > 1
    named = [("the input" + f" {k}" * several, *pair) for k, pair in enumerate(zip(dx, as_list(work), strict=True))]
    named += [(f"weight {k}", g, start.trainable_weights[k]) for k, g in enumerate(layer.gradients)]
    for what, found, moved in named:
        if moved.dtype.kind in "iu":
            assert found is None, f"gradient by {what}: whole numbers have none"
            continue
        np.testing.assert_allclose(
            found,
            numeric_gradient(loss, moved),
            rtol=1e-6,
            atol=1e-8,
            err_msg=f"gradient by {what} differs from central differences (training={training})",
        )


def check_state(start, x):
    """Inference moves nothing, neither weights nor chance; training moves at most what is not trained."""
    layer = copy.deepcopy(start)
    y = layer(x)
    for now, before in zip(layer.weights, start.weights, strict=True):
        np.testing.assert_array_equal(now, before, err_msg="inference changed a weight")
    np.testing.assert_array_equal(layer(x), y, err_msg="inference twice gives two answers")
    np.testing.assert_array_equal(
        layer(x, True), copy.deepcopy(start)(x, True), err_msg="inference changed what training does next"
    )
    for now, before in zip(layer.trainable_weights, start.trainable_weights, strict=True):
        np.testing.assert_array_equal(now, before, err_msg="a forward pass changed a trainable weight")


def check_single_precision(make, x, rng):
    layer = started(make("float32"), x, rng)
    for training in (False, True):
        y = layer(x, training)
        dx = [g for g in as_list(layer.backward(np.ones(y.shape))) if g is not None]
        arrays = [y, *dx, *layer.weights, *layer.gradients]
        assert all(a.dtype == np.float32 for a in arrays), f"float32 became another dtype (training={training})"


def check_config(make, x):
    layer = make("float64")
    config = json.loads(json.dumps(layer.get_config()))
    again = type(layer).from_config(config)
    assert again.get_config() == layer.get_config(), "from_config lost an argument"
    for each in (layer, again):
        each.build(shapes(x))
    again.set_weights(layer.get_weights())
    for training in (False, True):
        np.testing.assert_array_equal(
            again(x, training), layer(x, training), err_msg="a layer made from the configuration differs"
        )


def check_refusals(make, x):
    """What no layer takes: text, complex numbers, nothing, a bare number; and backward out of turn."""
    for what, bad in spoiled(x).items():
        check_refused(lambda bad=bad: make("float64")(bad), what)
    layer = make("float64")
    check_refused(lambda: layer.backward(np.ones((1, 1))), "a gradient before any output")
    y = layer(x)
    check_refused(lambda: layer.backward(np.ones((*y.shape, 1))), "a gradient of another shape")


def check_refused(call, what):
    try:
        call()
    except ValueError as error:
        assert re.search(HOUSE_FORM, str(error)), f"{what} is not answered in house form: {error}"
    else:
        raise AssertionError(f"the layer took {what}")


def spoiled(x):
    """By name, x with its first array made unusable."""
    first, *rest = as_list(x)
    bad = {"text": np.full(first.shape, "a"), "complex": first + 0j, "nothing": first[:0], "a number": first.flat[0]}
    if not isinstance(x, list):
        return bad
    return {name: [each, *rest] for name, each in bad.items()} | {"a bare array": first, "an empty list": []}


def check_against_keras(layer, twin, x, rng, passes=(False, True, True, True, False)):
    """Twin is a Keras layer like `layer`, of its dtype; `passes` says which of them are training passes.

    A layer of chance equals its twin in inference only.
    """
    started(layer, x, rng)
    if not twin.built:
        twin.build([each.shape for each in x] if isinstance(x, list) else x.shape)
    twin.set_weights(layer.get_weights())
    close = TOLERANCE[layer.dtype.name]
    for training in passes:
        y = layer(x, training)
        upstream = rng.normal(size=y.shape).astype(y.dtype)
        outputs, expected = keras_pass(twin, x, upstream, training)
        dx = as_list(layer.backward(upstream))
        np.testing.assert_allclose(y, outputs, **close, err_msg=f"outputs differ from Keras (training={training})")
        names = [f"the input {k}" for k in range(len(dx))] + [f"weight {k}" for k in range(len(layer.gradients))]
        assert len(names) == len(expected), "the layers have different numbers of weights"
        for what, mine, theirs in zip(names, [*dx, *layer.gradients], expected, strict=True):
            message = f"gradient by {what} differs from Keras (training={training})"
            assert (mine is None) == (theirs is None), message
            if mine is not None:
                np.testing.assert_allclose(mine, theirs, **close, err_msg=message)
    for k, (mine, theirs) in enumerate(zip(layer.non_trainable_weights, twin.non_trainable_weights, strict=True)):
        np.testing.assert_allclose(
            mine, np.asarray(theirs), **close, err_msg=f"non-trainable weight {k} differs from Keras after {passes}"
        )


def check_arguments(mine, theirs):
    """The positional arguments of a class are Keras', in its order and with its defaults; some of its may be absent."""
    ours = [p for p in inspect.signature(mine).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    names = {p.name for p in ours}
    shared = [p for p in inspect.signature(theirs.__init__).parameters.values() if p.name in names]
    assert [(p.name, p.default) for p in ours] == [(p.name, p.default) for p in shared]


def keras_pass(twin, x, upstream, training):
    """The twin's output, and the gradients of `sum(output * upstream)` by inputs (None for whole numbers) and weights."""
    import tensorflow as tf

    inputs = [tf.constant(each) for each in as_list(x)]
    smooth = [each for each in inputs if each.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(smooth)
        outputs = twin(inputs if isinstance(x, list) else inputs[0], training=training)
        loss = tf.reduce_sum(outputs * upstream)
    found = iter(tape.gradient(loss, [*smooth, *twin.trainable_weights]))
    gradients = [next(found) if each.dtype.is_floating else None for each in inputs] + list(found)
    return outputs.numpy(), [None if g is None else tf.convert_to_tensor(g).numpy() for g in gradients]
