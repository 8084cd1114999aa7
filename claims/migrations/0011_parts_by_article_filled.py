from django.db import migrations

CLAIM = 'claims_claim', 'claim_id'
PARTS = {
    'claims_claimevent': CLAIM,
    'claims_evidence': CLAIM,
    'claims_assessment': CLAIM,
    'claims_anchoring': CLAIM,
    'claims_reading': ('articles_sentence', 'sentence_id'),
}
UPDATE = """
UPDATE {table} SET article_id = (SELECT o.article_id FROM {of} o WHERE o.id = {table}.{key})
"""
# PostgreSQL writes the table anew, as for sentences.
ANEW = """
DROP TRIGGER IF EXISTS {table}_article_id ON {table};
CREATE FUNCTION article_of_part(bigint) RETURNS bigint LANGUAGE sql STABLE AS
    'SELECT article_id FROM {of} WHERE id = $1';
ALTER TABLE {table} ALTER COLUMN article_id TYPE bigint USING article_of_part({key});
DROP FUNCTION article_of_part(bigint)
"""


def fill(apps, schema_editor):
    statement = ANEW if schema_editor.connection.vendor == 'postgresql' else UPDATE
    for table, (of, key) in PARTS.items():
        schema_editor.execute(statement.format(table=table, of=of, key=key))


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_sentences_by_article_filled'),
        ('claims', '0010_parts_by_article'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
