"""`python -m nnlearn.cli`: the command line where the `nnlearn` script is not on the path."""

from nnlearn.cli import main

if __name__ == "__main__":
    main()
