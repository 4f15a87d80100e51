"""The truth the generator knows, written beside the database and never into it."""

import csv
import json
from pathlib import Path

import numpy as np

from khaosat.demo import visits
from khaosat.demo.officers import SEED, offices, posts, truth

OFFICERS, ABOUT = "truth.csv", "truth.json"
NODES = 41


def expected_score(merit: float, unit: float) -> float:
    """Return the mean an officer of that merit gets on the item about the officer, from the standard mix of fields.

    The person's mood is integrated by Gauss-Hermite quadrature; the fields weigh alike.
    """
    item = visits.ITEMS.index("OF")
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    fixed = visits.OFFSET[item] + visits.HEARS_MERIT[item] * merit + visits.HEARS_UNIT[item] * unit
    latent = fixed + np.add.outer(visits.HEARS_FIELD[item] * visits.difficulty(), visits.PERSON_SD * nodes)
    above = 1 / (1 + np.exp(visits.CUTS - latent[..., None]))
    return float(1 + (above.sum(axis=-1) @ (weights / weights.sum())).mean())


def write(folder: Path) -> None:
    """Write the truth: one row an officer, and what the numbers mean."""
    folder.mkdir(parents=True, exist_ok=True)
    known = truth()
    with (folder / OFFICERS).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("officer_key", "office_key", "merit_logits", "office_logits", "expected_score", "named_a_year")
        )
        for place, post in enumerate(posts()):
            merit, unit = float(known.merit[place]), float(known.unit[offices().index(post.office)])
            row = (merit, unit, expected_score(merit, unit), float(known.named_a_year[place]))
            writer.writerow((post.key, post.office, *(f"{number:.4f}" for number in row)))
    about = {
        "seed": SEED,
        "expected_score": "mean of the item OF, fields weighing alike, given merit and office",
        "difficulty": dict(zip(visits.fields(), visits.difficulty().tolist(), strict=True)),
        "cuts": visits.CUTS.tolist(),
    }
    (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
