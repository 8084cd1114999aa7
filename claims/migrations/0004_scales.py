"""The scales that a desk begins with."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

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


def make_scales(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    from articles.models import new_public_id

    scales, options = apps.get_model("claims", "Scale"), apps.get_model("claims", "ScaleOption")
    for said in SCALES:
        values = {name: value for name, value in said.items() if name != "options"}
        scale = scales.objects.create(public_id=new_public_id(), **values)
        for order, (words, verdict, tone) in enumerate(said["options"], start=1):
            options.objects.create(scale=scale, order=order, words=words, verdict=verdict, tone=tone)


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_facts_and_verdicts")]
    operations = [migrations.RunPython(make_scales, migrations.RunPython.noop)]
