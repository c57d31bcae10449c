"""A camera fed from a real photo: the demo's portrait, with room above the head."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT = 480, 640


def camera_picture() -> np.ndarray:
    """Return head and shoulders as BGR, 480 by 640."""
    data = (files("pierglass.client") / "demo" / "portrait.jpg").read_bytes()
    portrait = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert portrait is not None
    height = round(WIDTH * portrait.shape[0] / portrait.shape[1])
    picture = cv2.resize(portrait, (WIDTH, height), interpolation=cv2.INTER_AREA)
    room = max(1, HEIGHT - height)
    # The wall goes on above the picture's edge.
    wall = cv2.resize(picture[:8], (WIDTH, room), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(wall, (0, 0), 20)
    return np.vstack([blurred, picture])[-HEIGHT:]


def jpeg(picture: np.ndarray) -> bytes:
    """Return *picture* as a JPEG."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])
    assert done
    return bytes(data)


def write_camera(path: Path) -> bytes:
    """Write the film that Chromium plays as its camera, and return one frame."""
    frame = jpeg(camera_picture())
    # One frame alone is not a film to Chromium.
    path.write_bytes(frame * 4)
    return frame
