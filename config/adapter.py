"""How people come in: accounts are made by a curator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Login without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
