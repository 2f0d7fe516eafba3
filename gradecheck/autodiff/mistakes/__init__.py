"""Answers that follow from known mistakes: what comes out where the chain rule or a formula goes wrong once."""
