"""`python -m bot`, and `techspec` once installed: most of the imports, and then the command."""

import gc


def main() -> None:
    """Run the command line."""
    # What imports make stays: to look for garbage in it takes a twelfth of the start, and some of each click later.
    gc.disable()
    from bot import cli  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    cli.main()


if __name__ == "__main__":
    main()
