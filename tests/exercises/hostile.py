"""Values that lie or raise when they are looked at."""

import numpy as np


class Hostile:
    """Every way in which a value may lie or raise when it is looked at."""

    class Iteration(list):
        def __iter__(self):
            return iter(int, 1)

        def __len__(self):
            raise SystemExit

    class Items(dict):
        def items(self):
            return iter(lambda: (1, 2), 0)

    class RaisingArray:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError

    class RecursiveArray:
        def __array__(self, dtype=None, copy=None):
            return np.asarray(self)

    class FalseArray:
        def __array__(self, dtype=None, copy=None):
            return "no array"

    class Liar:
        @property
        def __class__(self):
            return int

        def __getattr__(self, name):
            raise RuntimeError(name)

    class Function:
        __class__ = type(lambda: 0)

        def __call__(self, *args, **kwargs):
            return self

    class Class:
        __class__ = type

        def __call__(self, *args, **kwargs):
            return self

    class Text(str):
        def __len__(self):
            return 0

        def __getitem__(self, index):
            raise RuntimeError

        def encode(self, *args):
            raise RuntimeError

    class NamedBadly:
        def __call__(self):
            return None

        __name__ = 5

    class Unnamed:
        def __call__(self):
            return None

        @property
        def __name__(self):
            raise RuntimeError
