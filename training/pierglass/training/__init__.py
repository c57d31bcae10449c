"""Training: torch, data sets, losses, loops, evaluation and ONNX export."""
