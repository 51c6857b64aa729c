"""Pictures of letters and digits, drawn with the fonts that come with matplotlib."""

import string
from functools import cache
from pathlib import Path

import numpy as np

from nnlearn.datasets._check import check_count, check_range

# By file name, so that every machine draws the same pictures whatever fonts it has.
FONTS = (
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSans-Oblique.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSerif.ttf",
    "DejaVuSerif-Bold.ttf",
    "DejaVuSerif-Italic.ttf",
    "STIXGeneral.ttf",
    "STIXGeneralBol.ttf",
    "STIXGeneralItalic.ttf",
    "cmb10.ttf",
    "cmr10.ttf",
    "cmss10.ttf",
    "cmti10.ttf",
    "cmtt10.ttf",
)
DRAWABLE = string.digits + string.ascii_letters
CAPITAL = 0.64  # height of a capital H as a share of the picture: room for a turned W
FINE = 4  # a glyph is drawn once, four times as fine as the pictures that are sampled from it
CHUNK = 4096  # pictures warped at a time: keeps the index arrays in tens of megabytes


def render_glyphs(
    n: int,
    rng: np.random.Generator | int,
    characters: str = "0123456789",
    size: int = 28,
    rotation: float = 10.0,
    shear: float = 0.2,
    scale: float = 0.15,
    shift: float = 0.08,
    noise: float = 0.05,
) -> tuple[np.ndarray, np.ndarray]:
    """Printed characters, each turned, slanted, stretched and moved a little: light on dark, like MNIST.

    The story: draw a character and one of 15 fonts, evenly. Draw how far the glyph is turned, slanted,
    stretched and moved, evenly within the limits below. Put it in the picture and add normal noise to every
    pixel.

    The best score is not known. At the defaults a reader tells the digits apart; letters are harder, since some
    fonts draw O and 0, or l and I, nearly alike, and turned far enough a 6 is a 9.

    Args:
        n: number of pictures, at least 1.
        rng: generator or seed.
        characters: the classes, ASCII letters and digits, each once.
        size: height and width of a picture in pixels, 8 to 128.
        rotation: largest turn either way, in degrees, 0 to 180.
        shear: largest slant either way, 0 to 1: sideways step per step up.
        scale: largest stretch or shrinking, 0 to 0.5, as a share of the size; drawn for each axis by itself.
        shift: largest move either way, 0 to 0.5, as a share of the picture; drawn for each axis by itself.
        noise: standard deviation of the noise, 0 to 1, where 1 is the brightness of a stroke.

    Returns:
        X: shape (n, size, size), float32 from 0 (background) to 1 (stroke).
        y: shape (n,), index into `characters`: for the default the digit itself.

    Raises:
        ValueError: for an argument outside its range.

    Example:
        >>> X, y = render_glyphs(5, rng=0)
        >>> X.shape, X.dtype
        ((5, 28, 28), dtype('float32'))
    """
    n = check_count("render_glyphs", n, least=1)
    _check_characters(characters)
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or not 8 <= size <= 128:
        raise ValueError(f"render_glyphs expects size, a whole number from 8 to 128, received {size!r}. Fix: size=28.")
    limits = {
        "rotation": (rotation, 180.0),
        "shear": (shear, 1.0),
        "scale": (scale, 0.5),
        "shift": (shift, 0.5),
    }
    for name, (value, high) in limits.items():
        check_range("render_glyphs", name, value, 0.0, high)
    check_range("render_glyphs", "noise", noise, 0.0, 1.0)
    rng = np.random.default_rng(rng)
    masters = _masters(characters, int(size))
    y = rng.integers(len(characters), size=n)
    glyph = y * len(FONTS) + rng.integers(len(FONTS), size=n)
    matrices = _matrices(rng, n, rotation, shear, scale)
    moves = rng.uniform(-shift, shift, size=(n, 2)) * size
    X = np.empty((n, size, size), dtype=np.float32)
    for start in range(0, n, CHUNK):
        part = slice(start, start + CHUNK)
        X[part] = _warp(masters, glyph[part], matrices[part], moves[part], size)
        if noise:
            X[part] += noise * rng.standard_normal(X[part].shape, dtype=np.float32)
    return np.clip(X, 0.0, 1.0, out=X), y


def _matrices(rng, n, rotation, shear, scale):
    """Where a pixel, measured from the centre, lies in the upright glyph: shape (n, 2, 2)."""
    turn = np.radians(rng.uniform(-rotation, rotation, n))
    slant = rng.uniform(-shear, shear, n)
    stretch = 1 + rng.uniform(-scale, scale, (n, 2))
    cos, sin = np.cos(turn), np.sin(turn)
    turned = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], axis=1)  # (n, 2, 2)
    slanted = np.zeros((n, 2, 2))
    slanted[:, 0, 0] = slanted[:, 1, 1] = 1
    slanted[:, 1, 0] = slant
    return (slanted @ turned) / stretch[:, :, None]


def _warp(masters, glyph, matrices, moves, size):
    """Look each pixel up in its fine master: the nearest fine pixel is a quarter pixel off at most."""
    fine = masters.shape[1]
    at = np.arange(size) - (size - 1) / 2
    rows = (matrices[:, :, 0, None] * at).astype(np.float32)  # (n, 2, size)
    columns = (matrices[:, :, 1, None] * at).astype(np.float32)
    origin = -(matrices @ moves[:, :, None]).astype(np.float32)[:, :, 0]  # (n, 2)
    centre = (fine - 1) / 2 + 0.5  # the half rounds, since the cast to int cuts off
    place = []
    for axis in (0, 1):
        offset = origin[:, axis, None, None] + rows[:, axis, :, None] + columns[:, axis, None, :]
        place.append(np.clip(FINE * offset + centre, 0, fine - 1).astype(np.int32))  # (n, size, size)
    flat = (glyph * fine * fine)[:, None, None].astype(np.int32) + place[0] * fine + place[1]
    return masters.ravel()[flat]


@cache
def _masters(characters, size):
    """Every character in every font, fine and upright: shape (characters * fonts, fine, fine), edges dark."""
    import matplotlib
    from scipy.ndimage import uniform_filter

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    fine = size * FINE
    fonts = [_sized_font(folder / name, CAPITAL * fine) for name in FONTS]
    drawn = np.stack([_draw(character, font, fine) for character in characters for font in fonts])
    # Averaging over one pixel of the picture keeps edges smooth when single fine pixels are looked up later.
    masters = uniform_filter(drawn, size=(0, FINE, FINE))
    masters[:, [0, -1], :] = masters[:, :, [0, -1]] = 0
    masters.flags.writeable = False
    return masters


def _sized_font(file, capital):
    """The font at the size that makes its H `capital` pixels high."""
    from PIL import ImageFont

    # BASIC: the richer layout engine is not there on every machine.
    trial = ImageFont.truetype(file, 100, layout_engine=ImageFont.Layout.BASIC)
    _, top, _, bottom = trial.getbbox("H")
    return trial.font_variant(size=100 * capital / (bottom - top))


def _draw(character, font, fine):
    """One glyph in the middle of its picture, float32 from 0 to 1, shape (fine, fine)."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (fine, fine))
    left, top, right, bottom = font.getbbox(character)
    ImageDraw.Draw(picture).text(((fine - left - right) / 2, (fine - top - bottom) / 2), character, fill=255, font=font)
    return np.asarray(picture, dtype=np.float32) / 255


def _check_characters(characters):
    fine = isinstance(characters, str) and characters and len(set(characters)) == len(characters)
    if not fine or not set(characters) <= set(DRAWABLE):
        raise ValueError(
            f"render_glyphs expects characters, letters and digits, each once, received {characters!r}. "
            "Fix: characters='0123456789'."
        )
