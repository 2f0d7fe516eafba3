"""The abusive files are data: nothing may import them."""

collect_ignore = ["abuse"]
