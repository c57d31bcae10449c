"""Everything that runs a model: person, placement, occlusion, look, blending.

The functions here are the package's whole public face; each can be checked alone.
numpy, OpenCV and onnxruntime alone; never torch.
"""

from pierglass.vision.blending import blend
from pierglass.vision.errors import VisionError
from pierglass.vision.image import decode_image, encode_jpeg, encode_png
from pierglass.vision.item import Item, list_items, load_item
from pierglass.vision.occlusion import predict_occlusion
from pierglass.vision.person import Person, estimate_person
from pierglass.vision.placement import place_item
from pierglass.vision.steps import Steps
from pierglass.vision.stream import TryOn
from pierglass.vision.tryon import TryOnResult, tryon

__all__ = [
    "Item",
    "Person",
    "Steps",
    "TryOn",
    "TryOnResult",
    "VisionError",
    "blend",
    "decode_image",
    "encode_jpeg",
    "encode_png",
    "estimate_person",
    "list_items",
    "load_item",
    "place_item",
    "predict_occlusion",
    "tryon",
]
