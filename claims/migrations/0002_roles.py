"""The four roles as groups, with their permissions; and the table of the shared cache."""

from typing import Any

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VIEWER = ("articles.view_article", "claims.view_claim", "claims.view_event", "claims.view_claimant")
EDITOR = (*VIEWER, "claims.add_claim", "claims.change_claim", "claims.add_claimant")
REVIEWER = (*EDITOR, "claims.review_claim")
CURATOR = (
    *REVIEWER,
    "claims.curate",
    "articles.view_source",
    "articles.view_revision",
    "articles.view_sentence",
    "articles.view_change",
    "articles.add_article",
    "articles.add_source",
    "articles.change_source",
    "articles.change_article",
    "claims.change_claimant",
    "claims.add_event",
    "claims.change_event",
    *(
        f"claims.{verb}_{noun}"
        for noun in ("claimevent", "claimantalias", "eventalias")
        for verb in ("view", "add", "change", "delete")
    ),
)
ROLES = {"viewer": VIEWER, "editor": EDITOR, "reviewer": REVIEWER, "curator": CURATOR}


def make_roles(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # Django makes permissions only after all migrations ran; the groups need them now.
    for label in ("articles", "claims"):
        config: Any = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None
    group = apps.get_model("auth", "Group")
    permission = apps.get_model("auth", "Permission")
    for name, wanted in ROLES.items():
        role, _made = group.objects.get_or_create(name=name)
        for code in wanted:
            app, codename = code.split(".")
            role.permissions.add(
                permission.objects.get(content_type__app_label=app, codename=codename)
            )


def make_cache_table(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
