"""`python -m yifa.cli` is the command `yifa`."""

from yifa.cli import main

if __name__ == "__main__":
    main()
