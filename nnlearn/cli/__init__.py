"""The command line: `nnlearn lab | check | grade | build | update | progress | doctor`."""


def main() -> None:
    """Run the `nnlearn` command; loads the command line's own modules only now."""
    from nnlearn.cli.app import app

    app()
