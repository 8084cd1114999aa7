"""The people at the desk."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who logs in. What they may do comes from their role, a group."""

    shortcuts = models.BooleanField(
        _("keyboard shortcuts"),
        default=True,
        help_text=_("Single keys such as c and x act on the chosen sentence."),
    )

    @property
    def initials(self) -> str:
        """Two letters for the badge at the top."""
        names = self.get_full_name().split() or [self.username]
        letters = "".join(name[0] for name in names[:2]) if len(names) > 1 else names[0][:2]
        return letters.upper()
