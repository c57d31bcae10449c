"""The person network's vocabulary: label groups and key points.

Groups are what the truth table of occlusion tells apart (``pierglass.vision.truth``);
left and right are the person's own.
"""

__all__ = ["BONES", "FLIP_PAIRS", "GROUPS", "KEY_POINTS", "group_index", "point_index"]

GROUPS: tuple[str, ...] = (
    "background",
    "hair",
    "face_skin",
    "arm_skin",
    "leg_skin",
    "upper_garment",
    "outer_garment",
    "lower_garment",
    "dress",
    "footwear",
    "hat",
    "eyewear",
    "bag",
    "accessory",
)
"""Group names, in the order of the network's channels; neck skin is face_skin."""

KEY_POINTS: tuple[str, ...] = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hand",
    "right_hand",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_toe",
    "right_toe",
)
"""Key point names, in the order of the network's heat maps."""

FLIP_PAIRS: tuple[tuple[int, int], ...] = tuple(
    (index, index + 1) for index in range(1, len(KEY_POINTS), 2)
)
"""Channels that change places when a picture is mirrored."""

BONES: tuple[tuple[str, str], ...] = (
    ("left_shoulder", "right_shoulder"),
    ("left_shoulder", "left_elbow"),
    ("left_elbow", "left_wrist"),
    ("left_wrist", "left_hand"),
    ("right_shoulder", "right_elbow"),
    ("right_elbow", "right_wrist"),
    ("right_wrist", "right_hand"),
    ("left_shoulder", "left_hip"),
    ("right_shoulder", "right_hip"),
    ("left_hip", "right_hip"),
    ("left_hip", "left_knee"),
    ("left_knee", "left_ankle"),
    ("left_ankle", "left_toe"),
    ("right_hip", "right_knee"),
    ("right_knee", "right_ankle"),
    ("right_ankle", "right_toe"),
    ("nose", "left_eye"),
    ("nose", "right_eye"),
    ("left_eye", "left_ear"),
    ("right_eye", "right_ear"),
)
"""Pairs of key points joined in drawings."""


def group_index(name: str) -> int:
    """Return the channel of group *name*."""
    return GROUPS.index(name)


def point_index(name: str) -> int:
    """Return the channel of key point *name*."""
    return KEY_POINTS.index(name)
