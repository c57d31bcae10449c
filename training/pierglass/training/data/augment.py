"""What cameras do to pictures: exposure, colour, blur, noise, compression."""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["photometric"]


def photometric(
    picture: NDArray[np.uint8], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return *picture*, uint8 (H, W, 3) RGB, as another camera might have taken it."""
    tones = np.linspace(0, 1, 256, dtype=np.float32)[:, None].repeat(3, 1)
    if rng.random() < 0.8:
        gain = np.exp(rng.normal(0, 0.18)) * np.exp(rng.normal(0, 0.06, 3))
        toned = np.clip(tones * gain, 0, 1) ** np.exp(rng.normal(0, 0.22))
        tones = np.asarray(toned, np.float32)
    x: NDArray[np.floating] = np.asarray(cv2.LUT(picture, tones[None]), np.float32)
    if rng.random() < 0.3:
        grey = x.mean(2, keepdims=True)
        x = grey + (x - grey) * np.float32(rng.uniform(0.3, 1.4))
    if rng.random() < 0.3:
        mean = np.float32(x.mean())
        x = mean + (x - mean) * np.float32(rng.uniform(0.6, 1.4))
    draw = rng.random()
    if draw < 0.2:
        soft = cv2.GaussianBlur(x, (0, 0), float(rng.uniform(0.3, 1.6)))
        x = np.asarray(soft, np.float32)
    elif draw < 0.4:
        soft = cv2.GaussianBlur(x, (0, 0), 1.2)
        x = x + np.float32(rng.uniform(0.2, 1.0)) * (x - soft)
    if rng.random() < 0.3:
        spread = np.float32(rng.uniform(0.005, 0.04))
        x = x + spread * rng.standard_normal(x.shape, np.float32)
    out = np.asarray(np.clip(x * 255, 0, 255), np.uint8)
    if rng.random() < 0.3:
        quality = int(rng.integers(30, 95))
        _, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, quality])
        out = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return out
