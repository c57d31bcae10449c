"""Everything that runs a model: try-on, and from a street photo to a stock picture.

The functions here are the package's whole public face; each can be checked alone.
numpy, OpenCV and onnxruntime alone; never torch.
"""

from pierglass.vision.blending import blend
from pierglass.vision.embedding import Vector, embed
from pierglass.vision.errors import VisionError
from pierglass.vision.image import decode_image, encode_jpeg, encode_png
from pierglass.vision.item import Item, list_items, load_item
from pierglass.vision.occlusion import predict_occlusion
from pierglass.vision.person import Person, estimate_person
from pierglass.vision.placement import place_item
from pierglass.vision.rectify import Rectified, rectify
from pierglass.vision.steps import Steps
from pierglass.vision.stock import StockImage, generate_stock_image
from pierglass.vision.stream import TryOn
from pierglass.vision.tryon import TryOnResult, tryon

__all__ = [
    "Item",
    "Person",
    "Rectified",
    "Steps",
    "StockImage",
    "TryOn",
    "TryOnResult",
    "Vector",
    "VisionError",
    "blend",
    "decode_image",
    "embed",
    "encode_jpeg",
    "encode_png",
    "estimate_person",
    "generate_stock_image",
    "list_items",
    "load_item",
    "place_item",
    "predict_occlusion",
    "rectify",
    "tryon",
]
