"""What every layer and activation has to show; the next ones reuse it.

`check_layer` needs no TensorFlow: shapes, input untouched, dtype kept, gradients equal to central differences.
`check_against_keras` takes the layer's Keras twin: same weights, same outputs, same gradients.
"""

import numpy as np


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


def check_layer(make, x, rng):
    """Make(dtype) gives a layer; x is a float64 batch on which it is smooth."""
    layer = make("float64")
    before = x.copy()
    y = layer(x)
    upstream = rng.normal(size=y.shape)
    dx = layer.backward(upstream)
    gradients = [gradient.copy() for gradient in layer.gradients]
    np.testing.assert_array_equal(x, before, err_msg="the layer changed its input")
    assert y.shape == (len(x), *layer.output_shape((None, *x.shape[1:]))[1:]), "output_shape is not what comes out"
    assert [g.shape for g in gradients] == [w.shape for w in layer.weights]

    work = x.copy()
    np.testing.assert_allclose(
        dx,
        numeric_gradient(lambda: (layer(work) * upstream).sum(), work),
        rtol=1e-6,
        atol=1e-8,
        err_msg="gradient by the input differs from central differences",
    )
    for k, weight in enumerate(layer.weights):
        np.testing.assert_allclose(
            gradients[k],
            numeric_gradient(lambda: (layer(x) * upstream).sum(), weight),
            rtol=1e-6,
            atol=1e-8,
            err_msg=f"gradient by weight {k} differs from central differences",
        )

    single = make("float32")
    assert single(x).dtype == np.float32 and single.backward(upstream).dtype == np.float32
    assert all(array.dtype == np.float32 for array in single.weights + single.gradients)


def check_against_keras(layer, twin, x, rng, rtol=1e-6):
    """Twin is a float64 Keras layer like `layer`, which gives it its weights."""
    import tensorflow as tf

    y = layer(x)
    twin.build(x.shape)
    twin.set_weights(layer.get_weights())
    upstream = rng.normal(size=y.shape)
    with tf.GradientTape() as tape:
        inputs = tf.constant(x)
        tape.watch(inputs)
        outputs = twin(inputs)
        loss = tf.reduce_sum(outputs * upstream)
    expected = tape.gradient(loss, [inputs, *twin.trainable_weights])
    found = [layer.backward(upstream), *layer.gradients]
    assert len(found) == len(expected), "the layers have different numbers of weights"
    np.testing.assert_allclose(y, outputs.numpy(), rtol=rtol, atol=1e-12, err_msg="outputs differ from Keras")
    for k, (mine, theirs) in enumerate(zip(found, expected, strict=True)):
        what = "the input" if k == 0 else f"weight {k - 1}"
        np.testing.assert_allclose(
            mine, theirs.numpy(), rtol=rtol, atol=1e-12, err_msg=f"gradient by {what} differs from Keras"
        )
