"""Tell users what is new: ``bot.py ORIGIN KIND SEEN``, a token a line of input."""

import json
import sys
from pathlib import Path

from pierglass.sdk import Api, ApiError, Tokens

LENS_ID = "new-hats"


def tell(origin: str, kind: str, token: str, seen: set[str]) -> set[str]:
    """Tell one user what is new to the bot, and return everything there is."""
    with Api(origin, tokens=Tokens(token)) as api:
        items = {item["id"]: item["name"] for item in api.all_items(kind)}
        fresh = sorted(items.keys() - seen)
        if fresh:
            more = f" and {len(fresh) - 1} more" if len(fresh) > 1 else ""
            api.notify(LENS_ID, f"New: {items[fresh[0]]}{more}", item_id=fresh[0])
        return set(items)


def main(origin: str, kind: str, memory: Path, tokens: list[str]) -> None:
    """Go through the users once; a timer runs this again tomorrow."""
    seen = set(json.loads(memory.read_text("utf-8"))) if memory.exists() else set()
    known = set(seen)
    for token in tokens:
        try:
            known |= tell(origin, kind, token, seen)
        except ApiError as error:
            # 401: the user took it back. 429: they heard enough for now.
            print(f"One user was not told: {error.code}.", flush=True)
        else:
            print("One user is up to date.", flush=True)
    memory.write_text(json.dumps(sorted(known)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.stdin.read().split())
