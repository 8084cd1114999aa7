"""What the claim page needs: in order, and in as many queries for 50 facts as for one."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Sentence, User
from claims import workflow
from claims.models import Assessment, Claim, Evidence, Fact, Presence, Scale
from claims.pages import ClaimPage, claim_page, next_waiting

ORDER = ("tagged_at", "pk")


def loaded(claim: Claim) -> Claim:
    found = Claim.objects.carded().select_related(
        "sentence__revision__article__source", "article__source", "scale", "assigned_to"
    )
    return found.get(pk=claim.pk)


def page_for(claim: Claim, user: User, scale: str = "") -> ClaimPage:
    return claim_page(loaded(claim), Claim.objects.standing(), ORDER, user, scale)


def judge(claim: Claim, by: User, order: int = 1, *, decide: bool = False) -> None:
    scale = Scale.objects.get(is_default=True)
    fresh = Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)
    workflow.assess_claim(
        claim=fresh,
        by=by,
        version=fresh.version,
        scale=scale,
        option=scale.options.get(order=order),
        rationale=f"Reason {order}",
        decide=decide,
    )


def many(claim: Claim, facts: int, assessments: int) -> None:
    """Facts and assessments by the dozen, each fact beside one more claim of its own article."""
    now = timezone.now()
    made = Fact.objects.bulk_create(Fact(statement=f"Fact {n}") for n in range(facts))
    Evidence.objects.bulk_create(
        Evidence(claim=claim, fact=fact, stance="context", added_at=now, fact_changed=True)
        for fact in made
    )
    scale = Scale.objects.get(is_default=True)
    option = scale.options.get(order=1)
    people = User.objects.bulk_create(User(username=f"r{n}") for n in range(assessments))
    Assessment.objects.bulk_create(
        Assessment(
            claim=claim,
            reviewer=person,
            scale=scale,
            option=option,
            words=option.words,
            verdict=option.verdict,
            revision=claim.sentence.revision,
            made_at=now,
        )
        for person in people
    )
    Presence.objects.bulk_create(
        Presence(claim=claim, user=person, since=now, seen_at=now) for person in people
    )


@pytest.mark.parametrize(("facts", "assessments"), [(1, 1), (3, 3), (50, 20)])
def test_page_takes_as_many_queries_for_any_number(
    claim: Claim, reviewer: User, facts: int, assessments: int
) -> None:
    many(claim, facts, assessments)
    found, person = loaded(claim), User.objects.get(pk=reviewer.pk)
    person.has_perm("claims.view_claim")
    with CaptureQueriesContext(connection) as captured:
        page = claim_page(found, Claim.objects.standing(), ORDER, person)
        said = [(one.used, one.warnings, one.host) for one in page.facts]
        said += [
            (str(made.reviewer), str(made.scale), made.revision.number) for made in page.standing
        ]
        said += [(str(here.user), 0, 0) for here in page.here]
        said += [option.words for scale in page.scales for option in scale.options.all()]
    assert len(said) > facts + assessments
    assert len(page.waits) == facts
    assert len(captured) == 13


def test_facts_stand_by_stance_and_count_their_claims(
    evidence: Evidence, sentences: list[Sentence], editor: User, reviewer: User
) -> None:
    claim = loaded(evidence.claim)
    workflow.attach_fact(
        claim=claim, by=editor, version=2, stance="context", values={"statement": "One more."}
    )
    workflow.attach_fact(
        claim=claim, by=editor, version=3, stance="supports", values={"statement": "Another."}
    )
    other = workflow.add_claim(sentence=sentences[2], by=editor).claim
    assert other
    workflow.attach_fact(claim=other, by=editor, version=1, stance="refutes", fact=evidence.fact)
    page = page_for(claim, reviewer)
    assert [(one.evidence.stance, one.used) for one in page.facts] == [
        ("supports", 2),
        ("supports", 1),
        ("context", 1),
    ]


@pytest.mark.parametrize(
    ("published", "later"),
    [(date(2031, 5, 2), True), (date(2031, 5, 1), False), (None, False)],
)
def test_source_that_came_out_after_the_claim_is_later(
    evidence: Evidence, reviewer: User, published: date | None, later: bool
) -> None:
    Article.objects.update(published_at="2031-05-01T10:00Z")
    Fact.objects.update(published=published)
    assert page_for(evidence.claim, reviewer).facts[0].later is later


def test_difference_runs_from_the_last_look_to_now(
    evidence: Evidence, editor: User, reviewer: User
) -> None:
    fact, claim = evidence.fact, evidence.claim
    first = fact.statement
    workflow.edit_fact(fact=fact, by=editor, version=1, values={"statement": "Between."})
    workflow.edit_fact(fact=fact, by=editor, version=2, values={"statement": "At last."})
    (wait,) = page_for(claim, reviewer).waits
    assert wait.fields == (("statement", first, "At last."),)
    assert wait.changed
    assert wait.changed.by == editor
    claim.refresh_from_db()
    workflow.confirm_evidence(claim=claim, by=reviewer, version=claim.version)
    assert page_for(claim, reviewer).waits == ()
    fact.refresh_from_db()
    values = {"published": date(2031, 5, 4), "publisher": "The board"}
    workflow.edit_fact(fact=fact, by=editor, version=fact.version, values=values)
    (wait,) = page_for(claim, reviewer).waits
    assert wait.fields == (
        ("published", "", "4 May 2031"),
        ("publisher", "Northtown School Board", "The board"),
    )


def test_fact_that_was_withdrawn_or_ran_out_waits(
    evidence: Evidence, editor: User, reviewer: User
) -> None:
    workflow.withdraw_fact(fact=evidence.fact, by=editor, version=1)
    (wait,) = page_for(evidence.claim, reviewer).waits
    assert wait.fields == (("withdrawn", "no", "yes"),)
    Evidence.objects.update(fact_changed=False)
    Fact.objects.update(valid_until=timezone.localdate() + timedelta(days=1))
    assert page_for(evidence.claim, reviewer).waits == ()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        (wait,) = page_for(evidence.claim, reviewer).waits
    assert wait.evidence.pk == evidence.pk


def test_assessments_stand_until_replaced(claim: Claim, reviewer: User, curator: User) -> None:
    judge(claim, reviewer, 1)
    judge(claim, curator, 3, decide=True)
    judge(claim, reviewer, 2)
    page = page_for(claim, reviewer)
    assert [(a.reviewer, a.words) for a in page.standing] == [
        (reviewer, "refuted"),
        (curator, "not enough evidence"),
    ]
    assert [a.words for a in page.replaced] == ["supported"]
    assert page.mine == page.standing[0]


def test_scale_is_the_one_asked_for_else_the_last_else_the_desks_own(
    claim: Claim, reviewer: User
) -> None:
    own, politifact = Scale.objects.get(is_default=True), Scale.objects.get(slug="politifact")
    assert page_for(claim, reviewer).scale == own
    assert page_for(claim, reviewer, politifact.public_id).scale == politifact
    assert page_for(claim, reviewer, "no-such-scale").scale == own
    workflow.assess_claim(
        claim=claim,
        by=reviewer,
        version=1,
        scale=politifact,
        option=politifact.options.get(order=3),
        rationale="",
        decide=False,
    )
    assert page_for(claim, reviewer).scale == politifact
    Scale.objects.filter(pk=politifact.pk).update(retired=True)
    assert page_for(claim, reviewer).scale == own


def test_context_marks_the_claim_and_links_the_others(
    claim: Claim, sentences: list[Sentence], editor: User
) -> None:
    near = workflow.add_claim(sentence=sentences[2], by=editor).claim
    narrow = workflow.add_claim(
        sentence=sentences[1], by=editor, start=sentences[1].start, end=sentences[1].start + 12
    ).claim
    page = page_for(claim, editor)
    assert [line.it for line in page.context] == [False, True, False, False]
    assert page.siblings == (narrow,)
    assert [piece.claims for piece in page.context[2].pieces] == [(near,)]
    assert all(claim in piece.claims for piece in page.context[1].pieces)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("viewer", set()),
        ("editor", {"edit", "withdraw"}),
        ("reviewer", {"edit", "withdraw", "assign", "review", "decide"}),
    ],
)
def test_page_offers_what_the_role_may_do(
    claim: Claim, request: pytest.FixtureRequest, who: str, may: set[str]
) -> None:
    page = page_for(claim, request.getfixturevalue(who))
    assert page.may == may
    assert bool(page.scales) == ("decide" in may)


def test_next_waiting_goes_on_behind_the_claim_then_from_the_first(
    sentences: list[Sentence], editor: User, reviewer: User, curator: User
) -> None:
    first, second, third = (
        claim
        for sentence in sentences[1:4]
        if (claim := workflow.add_claim(sentence=sentence, by=editor).claim)
    )
    queue = Claim.objects.standing()

    def after(claim: Claim) -> Claim | None:
        return next_waiting(loaded(claim), queue, ORDER, reviewer)

    assert [after(first), after(second), after(third)] == [second, third, first]
    workflow.assign_claim(claim=second, to=curator, by=curator, version=1)
    assert after(first) == third
    judge(third, curator, decide=True)
    assert after(first) is None
    assert next_waiting(loaded(first), queue, ORDER, reviewer, decided=True) == second
