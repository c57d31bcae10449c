"""Try-on as a shopper sees it: steadiness in motion, and pictures to look at."""
