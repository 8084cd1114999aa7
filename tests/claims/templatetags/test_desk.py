"""Addresses in templates."""

import pytest
from django.urls import reverse, set_script_prefix

from claims.templatetags.desk import at


@pytest.mark.parametrize("name", ["sentence_tag", "sentence_join", "sentence_break"])
def test_address_of_a_sentence_is_that_of_the_address_table(name: str) -> None:
    assert at("12", f"claims:{name}") == reverse(f"claims:{name}", args=[12])


@pytest.mark.parametrize("name", ["claim_edit", "claim_withdraw", "evidence_add"])
def test_address_of_a_claim_is_that_of_the_address_table(name: str) -> None:
    key = "1jphcjfbfathqx12"
    assert at(key, f"claims:{name}") == reverse(f"claims:{name}", args=[key])


def test_address_follows_where_the_desk_is_mounted() -> None:
    set_script_prefix("/desk/")
    try:
        assert at("12", "claims:sentence_tag") == "/desk/sentences/12/tag/"
    finally:
        set_script_prefix("/")
    assert at("12", "claims:sentence_tag") == "/sentences/12/tag/"
