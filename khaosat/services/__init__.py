"""Verbs of the product: session first, the rest keyword-only; a dataclass out, or a failure from `errors`."""
