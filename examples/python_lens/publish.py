"""Publish the lens in a folder: ``publish.py ORIGIN FOLDER``."""

import base64
import json
import secrets
import sys
from pathlib import Path

from pierglass.sdk import Api, ApiError

origin, folder = sys.argv[1], Path(sys.argv[2])
manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
files = {
    path.relative_to(folder).as_posix(): base64.b64encode(path.read_bytes()).decode()
    for path in sorted(folder.rglob("*"))
    if path.is_file() and path.name != "manifest.json"
}
with Api(origin) as api:
    # A publisher is an account like any other. Keep yours: only the one that published
    # a lens can publish its next version.
    username, password = f"shop-{secrets.token_hex(4)}", secrets.token_urlsafe()
    api.sign_up(username, password, "A shop")
    try:
        lens = api.publish_lens(manifest, files)
    except ApiError as error:
        sys.exit(str(error))
print(f"{lens['name']} {lens['version']} is in the tray; publisher: {username}")
