"""``haochaping`` and ``python -m haochaping``."""

from haochaping.ops.cli.root import main

if __name__ == "__main__":
    main()
