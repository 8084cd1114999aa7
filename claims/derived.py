"""What the database itself copies into the rows of what we say; see `articles.derived`."""

from articles.derived import Derived

OF_A_CLAIM = ("claims_claimevent", "claims_evidence", "claims_assessment", "claims_anchoring")
DERIVED = (
    Derived(
        table="claims_claim",
        column="source_id",
        value="(SELECT a.source_id FROM articles_article a WHERE a.id = NEW.article_id)",
        columns=("article_id", "source_id"),
        other="articles_article",
        others=("source_id",),
        whose="article_id = NEW.id",
        then="NEW.source_id",
    ),
    Derived(
        table="claims_claimevent",
        column="tagged_at",
        value="(SELECT c.tagged_at FROM claims_claim c"
        " WHERE c.id = NEW.claim_id AND c.state <> 'withdrawn')",
        columns=("claim_id", "tagged_at"),
        other="claims_claim",
        others=("state", "tagged_at"),
        whose="claim_id = NEW.id",
        then="CASE WHEN NEW.state <> 'withdrawn' THEN NEW.tagged_at END",
    ),
    *(
        Derived(
            table=table,
            column="article_id",
            value="(SELECT c.article_id FROM claims_claim c WHERE c.id = NEW.claim_id)",
            columns=("claim_id", "article_id"),
            other="claims_claim",
            others=("article_id",),
            whose="claim_id = NEW.id",
            then="NEW.article_id",
        )
        for table in OF_A_CLAIM
    ),
    Derived(
        table="claims_reading",
        column="article_id",
        value="(SELECT s.article_id FROM articles_sentence s WHERE s.id = NEW.sentence_id)",
        columns=("sentence_id", "article_id"),
        other="articles_sentence",
        # By its revision, too: PostgreSQL does not count as set what its own trigger has set.
        others=("revision_id", "article_id"),
        whose="sentence_id = NEW.id",
        then="NEW.article_id",
    ),
)
