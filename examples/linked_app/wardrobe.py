"""The app: it reads its launch, one line of JSON, and says what it was handed."""

import json
import sys

handed = json.loads(sys.stdin.readline())
who = handed["user"].get("avatar", {}).get("style", "somebody")
print(f"Wardrobe opens at {handed['launch'].get('item_id')} for a {who} avatar.")
print(f"It knows: {', '.join(sorted(handed['user'])) or 'nothing'}.")
