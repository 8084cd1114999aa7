-- Keys that hold `article_id`, for a desk that is spread over several PostgreSQL by article.
--
--     psql -1 -v ON_ERROR_STOP=1 -f docs/by_article.sql
--
-- Plain PostgreSQL, once, on a migrated desk that nobody works at. A table can be spread by a column
-- (Citus), or parted by it (PARTITION BY HASH), where each of its unique keys and each of its foreign
-- keys to another such table holds that column. All such tables carry `article_id`; what is
-- changed here is which columns their keys have. The desk works on as it is: tests/config/test_by_article.py.
--
-- Nothing here is a migration of Django's: its foreign keys have one column. Migrations that come later
-- alter these tables as before, but one that makes a key makes it without `article_id`.

-- 1. Foreign keys that cannot stay: each to a table that is spread, but those that are of `article_id`
--    already (revision and claim to their article). Those of an imported item and of a presence fall
--    for good. What failed to be imported has no article, so that items stay by their import; who
--    has a claim open is forgotten after 90 seconds.
DO $$
DECLARE
    spread regclass[] := ARRAY['articles_article', 'articles_revision', 'articles_sentence',
        'claims_claim', 'claims_claimevent', 'claims_evidence', 'claims_assessment',
        'claims_anchoring', 'claims_reading'];
    fk record;
BEGIN
    FOR fk IN
        SELECT conrelid::regclass AS of_table, conname FROM pg_constraint
        WHERE contype = 'f' AND confrelid = ANY (spread)
            AND NOT (confrelid = 'articles_article'::regclass AND conrelid = ANY (spread))
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', fk.of_table, fk.conname);
    END LOOP;
END $$;

-- 2. Primary keys: (article_id, id), for an article `id` as it is. They make `article_id` NOT NULL.
--    The migrations have filled it; whoever makes a row gives it, and where somebody does not, the
--    trigger `<table>_article_id` does before PostgreSQL looks for NULL. Numbers stay those of one
--    sequence a table, so `id` alone still tells a row; an index finds it where it is asked for alone.
DO $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY ARRAY['articles_revision', 'articles_sentence', 'claims_claim',
        'claims_claimevent', 'claims_evidence', 'claims_assessment', 'claims_anchoring',
        'claims_reading']
    LOOP
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', part, part || '_pkey');
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (article_id, id)', part);
        EXECUTE format('CREATE INDEX %I ON %I (id)', part || '_by_id', part);
    END LOOP;
END $$;

-- 3. Unique keys. They forbid what they did, for a claim, a sentence and a revision have one article.
ALTER TABLE articles_sentence
    DROP CONSTRAINT sentence_start_once,
    ADD CONSTRAINT sentence_start_once UNIQUE (article_id, revision_id, start);
DROP INDEX claim_stands_once;
CREATE UNIQUE INDEX claim_stands_once ON claims_claim (article_id, sentence_id, start, "end")
    WHERE state <> 'withdrawn';
ALTER TABLE claims_claimevent
    DROP CONSTRAINT claim_event_once,
    ADD CONSTRAINT claim_event_once UNIQUE (article_id, claim_id, event_id);
ALTER TABLE claims_evidence
    DROP CONSTRAINT evidence_once,
    ADD CONSTRAINT evidence_once UNIQUE (article_id, claim_id, fact_id);
DROP INDEX assessment_one_stands;
CREATE UNIQUE INDEX assessment_one_stands ON claims_assessment (article_id, claim_id, reviewer_id)
    WHERE NOT replaced;
ALTER TABLE claims_anchoring
    DROP CONSTRAINT anchoring_once,
    ADD CONSTRAINT anchoring_once UNIQUE (article_id, claim_id, revision_id);
DROP INDEX anchoring_waits_once;
CREATE UNIQUE INDEX anchoring_waits_once ON claims_anchoring (article_id, claim_id)
    WHERE fate = 'waiting';
ALTER TABLE claims_reading
    DROP CONSTRAINT reading_once,
    ADD CONSTRAINT reading_once UNIQUE (article_id, sentence_id, editor_id);
-- Found by the claim, the revision or the sentence alone, as the code asks for them.
CREATE INDEX claims_claimevent_by_claim ON claims_claimevent (claim_id);
CREATE INDEX articles_sentence_by_place ON articles_sentence (revision_id, start);
CREATE INDEX claims_claim_by_place ON claims_claim (sentence_id, start, "end");

-- 4. What cannot stay unique over all machines, and what stands for it:
--    article.current_id  needs no key of its own: with its article's `id` it points to a revision of
--                        that article (5), and a revision has one article.
--    public_id           begins with the millisecond and ends in 38 random bits; of two equal ones,
--                        which nobody will see, both would be found.
--    article.identity    **is not kept any more**: two imports that take in the same new article in the
--                        same moment both store it. Either one import runs at a time, or a small
--                        table (identity, article_id), a reference table, is written first.
ALTER TABLE articles_article
    DROP CONSTRAINT articles_article_current_id_key,
    DROP CONSTRAINT articles_article_public_id_key,
    DROP CONSTRAINT articles_article_identity_key;
ALTER TABLE claims_claim
    DROP CONSTRAINT claims_claim_public_id_key;
CREATE INDEX articles_article_by_public_id ON articles_article (public_id);
CREATE INDEX articles_article_by_identity ON articles_article (identity);
CREATE INDEX claims_claim_by_public_id ON claims_claim (public_id);

-- 5. Foreign keys of two columns: what belongs together lies on one machine.
ALTER TABLE articles_article
    ADD CONSTRAINT article_current FOREIGN KEY (id, current_id)
        REFERENCES articles_revision (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE articles_sentence
    ADD CONSTRAINT sentence_revision FOREIGN KEY (article_id, revision_id)
        REFERENCES articles_revision (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE claims_claim
    ADD CONSTRAINT claim_sentence FOREIGN KEY (article_id, sentence_id)
        REFERENCES articles_sentence (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE claims_claimevent
    ADD CONSTRAINT claimevent_claim FOREIGN KEY (article_id, claim_id)
        REFERENCES claims_claim (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE claims_evidence
    ADD CONSTRAINT evidence_claim FOREIGN KEY (article_id, claim_id)
        REFERENCES claims_claim (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE claims_assessment
    ADD CONSTRAINT assessment_of_claim FOREIGN KEY (article_id, claim_id)
        REFERENCES claims_claim (article_id, id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT assessment_revision FOREIGN KEY (article_id, revision_id)
        REFERENCES articles_revision (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE claims_anchoring
    ADD CONSTRAINT anchoring_claim FOREIGN KEY (article_id, claim_id)
        REFERENCES claims_claim (article_id, id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT anchoring_before FOREIGN KEY (article_id, before_id)
        REFERENCES articles_revision (article_id, id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT anchoring_after FOREIGN KEY (article_id, revision_id)
        REFERENCES articles_revision (article_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE claims_reading
    ADD CONSTRAINT reading_sentence FOREIGN KEY (article_id, sentence_id)
        REFERENCES articles_sentence (article_id, id) DEFERRABLE INITIALLY DEFERRED;

-- 6. What remains for Citus. Not run anywhere yet; first what all articles share:
--
--     SELECT create_reference_table('articles_user');      -- and the tables that these refer to
--     SELECT create_reference_table('articles_source');
--     SELECT create_reference_table('claims_claimant');
--     SELECT create_reference_table('claims_event');
--     SELECT create_reference_table('claims_fact');
--     SELECT create_reference_table('claims_scale');
--     SELECT create_reference_table('claims_scaleoption');
--     SELECT create_distributed_table('articles_article', 'id');
--     SELECT create_distributed_table('articles_revision', 'article_id', colocate_with := 'articles_article');
--     SELECT create_distributed_table('articles_sentence', 'article_id', colocate_with := 'articles_article');
--     SELECT create_distributed_table('claims_claim', 'article_id', colocate_with := 'articles_article');
--     SELECT create_distributed_table('claims_claimevent', 'article_id', colocate_with := 'articles_article');
--     SELECT create_distributed_table('claims_evidence', 'article_id', colocate_with := 'articles_article');
--     SELECT create_distributed_table('claims_assessment', 'article_id', colocate_with := 'articles_article');
--     SELECT create_distributed_table('claims_anchoring', 'article_id', colocate_with := 'articles_article');
--     SELECT create_distributed_table('claims_reading', 'article_id', colocate_with := 'articles_article');
