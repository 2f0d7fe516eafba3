"""The banks are data: nothing may import them."""

collect_ignore = ["banks"]
