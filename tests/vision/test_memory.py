"""What a process holds that does nothing but try items on: at most 400 MB."""

import subprocess
import sys
from pathlib import Path

import pytest

MOST_MB = 400

HEAD = """
import sys
import cv2
from pierglass.vision import TryOn, decode_image, encode_jpeg, load_item, tryon
from pierglass.vision.command import items_folder

cv2.setNumThreads(1)
portrait = sys.argv[1]
item = load_item(items_folder() / "jacket-denim-blue")


def large(width, height):
    with open(portrait, "rb") as file:
        return cv2.resize(decode_image(file.read()), (width, height))
"""

TAIL = """
with open("/proc/self/status") as status:
    highest = next(line for line in status if line.startswith("VmHWM"))
print(int(highest.split()[1]) // 1024)
"""

CALLS = {
    "photo": "tryon(large(8000, 6000), item)",
    "file": """
with open(portrait, "rb") as file:
    tryon(decode_image(file.read(), longest=2048), item)
""",
    "stream": """
stream = TryOn(item, budget_ms=None)
frame = large(1440, 1080)
for n in range(4):
    stream.step(frame, at_s=n / 30)
""",
}


@pytest.mark.skipif(
    not Path("/proc/self/status").is_file(), reason="no /proc tells the memory here"
)
@pytest.mark.usefixtures("trained")
@pytest.mark.parametrize("call", CALLS)
def test_call_stays_below_the_bound(
    call: str, portrait_file: Path, tmp_path: Path
) -> None:
    photo = portrait_file
    if call == "file":
        photo = tmp_path / "photo.jpg"
        make = HEAD + "open(sys.argv[2], 'wb').write(encode_jpeg(large(8000, 6000)))"
        run(make, portrait_file, photo)
    assert int(run(HEAD + CALLS[call] + TAIL, photo)) < MOST_MB


def run(code: str, *arguments: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
