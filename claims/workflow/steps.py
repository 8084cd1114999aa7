"""One step of a claim, as the table of states allows it."""

from django.utils.translation import gettext as _

from articles.models import User
from claims import states
from claims.models import Claim
from claims.workflow.answers import Refused


def step(claim: Claim, verb: str, by: User) -> None:
    """Moves the claim to where the verb leads, if it leads anywhere.

    Raises Refused where the claim's state or the person's role does not allow it.
    """
    verb = states.verb_for(verb, claim.state)
    found = states.STEPS[verb]
    if not states.allows(verb, claim.state):
        raise Refused(
            _("This cannot be done with a claim that is %(state)s.")
            % {"state": claim.get_state_display()}
        )
    if not by.has_perm(found.permission):
        raise Refused(_("Your role does not allow this. Ask a reviewer."))
    if found.after is not None:
        claim.state = found.after
