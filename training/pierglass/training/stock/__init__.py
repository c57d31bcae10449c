"""The two-stage GAN from street photo to stock picture."""
