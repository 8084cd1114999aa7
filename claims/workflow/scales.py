"""The verb of scales: another edition, because the options of one in use are final."""

from articles.changes import action
from articles.models import User
from claims.models import Scale, ScaleOption


def new_edition(*, scale: Scale, by: User) -> Scale:
    """The same scale once more, to be changed; the old edition is no longer offered.

    Raises Stale, and IntegrityError where somebody made the same edition first.
    """
    last = Scale.objects.filter(slug=scale.slug).order_by("-edition").first() or scale
    options = list(scale.options.order_by("order"))
    copied = ("slug", "name", "reference_url", "note", "is_default")
    made = Scale(edition=last.edition + 1, **{name: getattr(scale, name) for name in copied})
    with action("scale_renewed", by=by) as act:
        scale.is_default, scale.retired = False, True
        act.save(scale, version=scale.version)
        act.create(made)
        for option in options:
            act.create(
                ScaleOption(
                    scale=made,
                    order=option.order,
                    words=option.words,
                    verdict=option.verdict,
                    tone=option.tone,
                )
            )
    return made
