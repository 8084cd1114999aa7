from django.db import migrations

SOURCES = (
    "UPDATE claims_claim SET source_id = (SELECT a.source_id FROM articles_article a"
    " WHERE a.id = claims_claim.article_id)"
)
TIMES = (
    "UPDATE claims_claimevent SET tagged_at = (SELECT c.tagged_at FROM claims_claim c"
    " WHERE c.id = claims_claimevent.claim_id AND c.state <> 'withdrawn')"
)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_claims_in_lists'),
    ]

    operations = [
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RunSQL(TIMES, migrations.RunSQL.noop),
    ]
