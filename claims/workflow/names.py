"""The verb that makes one of two names of the same thing."""

from typing import Any

from django.utils.translation import gettext as _

from articles.changes import action
from articles.models import User
from articles.text import fold
from claims.models import Claim, Claimant, ClaimEvent, Event
from claims.workflow.answers import Done, Refused

NamedThing = Claimant | Event


def merge(*, kept: NamedThing, merged: NamedThing, by: User) -> Done:
    """Makes `kept` stand for `merged` too: its claims, its parts and its names move over.

    Nothing is removed; `merged` stays as a row that points to `kept`. Raises Refused, and Stale
    if one of the two was changed since it was read.
    """
    if kept.pk == merged.pk or type(kept) is not type(merged):
        raise Refused(_("Choose two different ones to merge."))
    if kept.merged_into_id or merged.merged_into_id:
        raise Refused(_("One of the two was merged already."))
    with action(f"{kept._meta.model_name}_merged", by=by) as act:
        for row in sorted((kept, merged), key=lambda row: row.pk):  # one order: no deadlock
            act.locked(row, row.version)
        if isinstance(kept, Event) and isinstance(merged, Event):
            if kept.pk in merged.family():
                raise Refused(_("An event cannot be merged into a part of itself."))
            act.update_all(merged.children.all(), parent=kept)
            links = merged.links.select_related("claim__article", "event").order_by("pk")
            have = set(kept.links.values_list("claim", flat=True))
            claims = Claim.objects.filter(pk__in=[link.claim_id for link in links])
            list(claims.select_for_update(no_key=True).order_by("pk").values("pk"))
            for link in links:
                act.delete(link)
                if link.claim_id not in have:
                    claim = link.claim
                    act.create(ClaimEvent(article_id=claim.article_id, claim=claim, event=kept))
            act.touch_all(claims)
        else:
            act.update_all(merged.claims.select_related("article", "claimant"), claimant=kept)
        known = {fold(name) for name in kept.aliases.values_list("name", flat=True)}
        known.add(fold(kept.name))
        names = [(merged.name, ""), *merged.aliases.values_list("name", "language")]
        for name, language in names:
            if fold(name) not in known:
                known.add(fold(name))
                alias: Any = kept.aliases.model
                act.create(alias(of=kept, name=name, language=language))
        merged.merged_into = kept
        act.save(merged, version=merged.version)
        act.save(kept, version=kept.version, touch=True)
    return Done(action=act.id)
