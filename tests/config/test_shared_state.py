"""A host keeps nothing of its own: what one wrote the next finds, and it is in the database."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import models
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend

from config.router import Reads, ReplicaRouter, current


@pytest.fixture
def reads_the_replica() -> Iterator[None]:
    current.set(Reads(from_replica=True))
    yield
    current.set(None)


def test_no_model_keeps_a_file_beside_the_database() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    assert [field for field in fields if isinstance(field, models.FileField)] == []


def test_tasks_stand_in_the_database() -> None:
    assert isinstance(task_backends["default"], DatabaseBackend)


def test_throttle_counts_on_the_primary(reads_the_replica: None) -> None:
    """allauth counts in the cache, the same for all hosts."""
    assert settings.CACHES["default"]["BACKEND"].endswith(".DatabaseCache")
    entries = caches["default"].cache_model_class  # type: ignore[attr-defined]
    assert ReplicaRouter().db_for_read(entries) == "default"


def test_sessions_are_read_on_the_primary(reads_the_replica: None) -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert ReplicaRouter().db_for_read(SessionStore().model) == "default"


def test_log_goes_to_the_stream_alone() -> None:
    assert [handler["class"] for handler in settings.LOGGING["handlers"].values()] == [
        "logging.StreamHandler"
    ]


def test_every_setting_read_is_explained() -> None:
    """What settings and compose.yaml ask the environment for stands in .env.example."""
    said = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?([A-Z_]+)=", said, re.MULTILINE)) | {"CLAIMDESK_DEMO"}
    asked = set(re.findall(r"\$\{([A-Z_]+)", (settings.BASE_DIR / "compose.yaml").read_text()))
    for name in ("settings", "databases"):
        code = (settings.BASE_DIR / "config" / f"{name}.py").read_text(encoding="utf-8")
        asked |= set(re.findall(r'(?:env\.[a-z_]+|switch)\("([A-Z_]+)"', code))
    assert "REPLICA_URL" in asked
    assert asked - explained - {"PGDATA"} == set()
