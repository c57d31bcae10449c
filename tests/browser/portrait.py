"""A camera fed from a real photo: the portrait that scikit-image ships, padded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

WIDTH, HEIGHT = 480, 640


def camera_picture() -> np.ndarray:
    """Return head and shoulders with room above the head, as BGR, 480 by 640."""
    data = pytest.importorskip("skimage.data", reason="the portrait is scikit-image's")
    portrait = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2BGR)
    picture = cv2.resize(portrait, (WIDTH, WIDTH), interpolation=cv2.INTER_AREA)
    room = HEIGHT - WIDTH
    wall = cv2.resize(picture[:8], (WIDTH, room), interpolation=cv2.INTER_AREA)
    return cv2.vconcat([cv2.GaussianBlur(wall, (0, 0), 20), picture])


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
