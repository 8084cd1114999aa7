"""The scales that a desk begins with; later ones are added in the administration."""

from typing import Any

SCALES: tuple[dict[str, Any], ...] = (
    {
        # Schlichtkrull, Guo and Vlachos, "AVeriTeC", NeurIPS 2023.
        "slug": "averitec",
        "name": "AVeriTeC",
        "reference_url": "https://arxiv.org/abs/2305.13117",
        "is_default": True,
        "options": (
            ("supported", "supported", "good"),
            ("refuted", "refuted", "bad"),
            ("not enough evidence", "not_enough_evidence", "unsure"),
            ("conflicting evidence", "conflicting_evidence", "unsure"),
        ),
    },
    {
        "slug": "politifact",
        "name": "PolitiFact Truth-O-Meter",
        "reference_url": "https://www.politifact.com/article/2018/feb/12/"
        "principles-truth-o-meter-politifacts-methodology-i/",
        "options": (
            ("True", "supported", "good"),
            ("Mostly True", "supported", "good"),
            ("Half True", "conflicting_evidence", "unsure"),
            ("Mostly False", "refuted", "bad"),
            ("False", "refuted", "bad"),
            ("Pants on Fire", "refuted", "bad"),
        ),
    },
    {
        "slug": "full-fact",
        "name": "Full Fact: a conclusion in words",
        "reference_url": "https://fullfact.org/",
        "options": (),
    },
)
