"""``python -m pierglass.server serve …``: the server's command without the SDK's."""

import argparse
import sys

from pierglass.server.command import add_command


def main() -> int:
    """Parse the command line, run it and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pierglass.server")
    add_command(parser.add_subparsers(title="commands", required=True))
    arguments = parser.parse_args()
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
