"""What runs behind the pages: imports, taken on by whichever worker is free."""

import logging

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from articles import intake
from articles.models import Import, ImportState
from articles.models.imports import LEASE

log = logging.getLogger(__name__)


@task()
def run_import(pk: int) -> None:
    """Carries out an import. Asks to be run again later, for the case that it is killed meanwhile.

    The later run finds it done; or in other hands, and asks again; or abandoned, and goes on.
    """
    if not Import.objects.under_way().filter(pk=pk).exists():
        return
    run_import.using(run_after=timezone.now() + LEASE).enqueue(pk)
    run = intake.take_on(pk)
    if run is None:
        return
    try:
        with intake.handed_in(run) as file:
            intake.carry_out(run, file, workers=settings.IMPORT_WORKERS)
        intake.forget_old()
    except intake.Lost:
        return
    except OperationalError as error:  # a full disk, a database that is away: it goes on later
        log.warning("Import %s waits: %s", run.public_id, error)
    except Exception as error:
        log.exception("Import %s stopped", run.public_id)
        intake.finish(
            run,
            ImportState.FAILED,
            _("Something went wrong that nobody foresaw (%(what)s). What was stored stays.")
            % {"what": type(error).__name__},
        )


def start(run: Import) -> bool:
    """Puts an import in the queue, once; False if it stood there or was over."""
    with transaction.atomic():
        begun = intake.begin(run)
        if begun:
            run_import.enqueue(run.pk)
    return begun


def go_on(run: Import) -> bool:
    """Puts an import that was cancelled or stopped in the queue again, once."""
    with transaction.atomic():
        begun = intake.resume(run)
        if begun:
            run_import.enqueue(run.pk)
    return begun
