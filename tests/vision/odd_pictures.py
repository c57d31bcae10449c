"""Pictures that are not quite of a person, drawn from the portrait or from nothing."""

import cv2
import numpy as np

INK = (25, 25, 30)
SKIN = (214, 170, 140)
WALL = (196, 200, 204)


def drawing(portrait: np.ndarray) -> np.ndarray:
    """Return the portrait as a line drawing on white paper."""
    grey = cv2.GaussianBlur(cv2.cvtColor(portrait, cv2.COLOR_RGB2GRAY), (0, 0), 1.5)
    lines = cv2.dilate(cv2.Canny(grey, 30, 90), np.ones((2, 2), np.uint8))
    return cv2.cvtColor(cv2.bitwise_not(lines), cv2.COLOR_GRAY2RGB)


def stick_figure(portrait: np.ndarray) -> np.ndarray:
    """Return what a child draws."""
    out = np.full((600, 420, 3), 250, np.uint8)
    cv2.circle(out, (210, 110), 70, INK, 5, cv2.LINE_AA)
    for x in (185, 235):
        cv2.circle(out, (x, 95), 7, INK, -1, cv2.LINE_AA)
    cv2.ellipse(out, (210, 125), (30, 20), 0, 20, 160, INK, 4, cv2.LINE_AA)
    for start, end in (
        ((210, 180), (210, 390)),
        ((210, 230), (100, 320)),
        ((210, 230), (320, 320)),
        ((210, 390), (140, 560)),
        ((210, 390), (280, 560)),
    ):
        cv2.line(out, start, end, INK, 5, cv2.LINE_AA)
    return out


def mannequin(portrait: np.ndarray) -> np.ndarray:
    """Return a shop's dummy: a smooth head without a face, a trunk, no arms."""
    out = np.full((700, 460, 3), WALL, np.uint8)
    plaster = (232, 226, 216)
    cv2.ellipse(out, (230, 110), (52, 72), 0, 0, 360, plaster, -1, cv2.LINE_AA)
    cv2.rectangle(out, (206, 160), (254, 215), plaster, -1)
    trunk = [(120, 225), (200, 200), (260, 200), (340, 225), (318, 420), (330, 560)]
    outline = [*trunk, (130, 560), (142, 420)]
    cv2.fillPoly(out, [np.array(outline, np.int32)], plaster, cv2.LINE_AA)
    cv2.rectangle(out, (224, 560), (236, 690), (90, 90, 95), -1)
    shade = np.linspace(0.72, 1.0, out.shape[1], dtype=np.float32)[None, :, None]
    return np.asarray(cv2.GaussianBlur(out * shade, (0, 0), 2), np.uint8)


def crowd(portrait: np.ndarray) -> np.ndarray:
    """Return two rows of seven people, every other one mirrored."""
    small = np.asarray(cv2.resize(portrait, (180, 240)), np.uint8)
    row = np.hstack([small[:, :: (-1) ** n] for n in range(7)])
    return np.ascontiguousarray(np.vstack([row, row[:, ::-1]]))


def mirror_selfie(portrait: np.ndarray) -> np.ndarray:
    """Return the portrait with a telephone, and the hand around it, over the face."""
    out = portrait.copy()
    height, width = out.shape[:2]
    x, y = round(0.45 * width), round(0.2 * height)
    tall, wide = round(0.14 * height), round(0.10 * width)
    cv2.rectangle(out, (x - wide, y - tall), (x + wide, y + tall), INK, -1)
    cv2.circle(out, (x - wide // 2, y - tall + wide // 2), wide // 4, (70, 75, 85), -1)
    for n in range(4):
        finger = (x + wide, y - tall // 2 + n * tall // 3)
        cv2.ellipse(out, finger, (wide // 2, tall // 7), 0, 0, 360, SKIN, -1)
    return out


def feet(portrait: np.ndarray) -> np.ndarray:
    """Return two shins in jeans and two shoes on a floor, seen from the front."""
    out = np.full((480, 640, 3), (150, 138, 124), np.uint8)
    out[:170] = (205, 203, 198)
    for x in (250, 390):
        cv2.rectangle(out, (x - 42, 0), (x + 42, 290), (52, 74, 118), -1)
        cv2.rectangle(out, (x - 30, 290), (x + 30, 320), SKIN, -1)
        cv2.ellipse(out, (x, 372), (40, 72), 0, 0, 360, (238, 236, 232), -1)
        cv2.ellipse(out, (x, 430), (38, 16), 0, 0, 360, INK, -1)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 1.5), np.uint8)


PICTURES = {
    make.__name__: make
    for make in (drawing, stick_figure, mannequin, crowd, mirror_selfie, feet)
}
