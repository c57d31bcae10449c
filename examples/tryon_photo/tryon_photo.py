"""Put an item on the person in a photo: ``tryon_photo.py PHOTO ITEM OUT.jpg``."""

import sys
from importlib.resources import files
from pathlib import Path

from pierglass.vision import VisionError, decode_image, encode_jpeg, load_item, tryon

photo, item_id, out = sys.argv[1:]
items = Path(str(files("pierglass.vision"))) / "items"
try:
    item = load_item(items / item_id)
    result = tryon(decode_image(Path(photo).read_bytes()), item)
except VisionError as error:
    sys.exit(f"{error.code}: {error}")
Path(out).write_bytes(encode_jpeg(result.frame))
print(f"{item.name} is on, {result.hidden_share:.0%} of it behind hair, hands or brims")
