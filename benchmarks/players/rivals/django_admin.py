"""Django admin's changelist over the players' table, as it comes or tuned; prints milliseconds of its pages as JSON.

Run by an environment of its own that has Django and psycopg. The page is asked of the handler directly, signed in,
which spares Django the way over HTTP. Its own tables lie in a schema of their own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from functools import cached_property
from typing import Any

import django
import psycopg
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.core.paginator import Paginator
from django.db import connection, models
from django.test import Client

TUNED = "--tuned" in sys.argv
TIMES, LEAST, ENOUGH = 21, 4, 10_000  # requests a page at most and at least, and milliseconds that suffice
FIELDS = ("username", "first_name", "last_name", "email", "phone", "external_id")
address = dict(part.split("=", 1) for part in os.environ["BENCH_DATABASE"].split())

with psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True) as bare:
    bare.execute("CREATE SCHEMA IF NOT EXISTS django_admin")

settings.configure(
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": address["dbname"],
            "USER": address["user"],
            "PASSWORD": address["password"],
            "HOST": address["host"],
            "PORT": address["port"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {"options": "-c search_path=django_admin,public"},
        }
    },
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()


class Player(models.Model):
    """A player, as far as the changelist shows one."""

    player_id = models.UUIDField(primary_key=True)
    operator_id = models.UUIDField()
    external_id = models.TextField()
    username = models.TextField()
    first_name = models.TextField()
    last_name = models.TextField()
    email = models.TextField()
    phone = models.TextField()
    country = models.TextField()
    status = models.TextField(choices=[(one, one) for one in ("active", "suspended", "closed")])
    vip_level = models.SmallIntegerField()
    registered_at = models.DateTimeField()

    class Meta:
        app_label = "auth"
        managed = False
        db_table = "players"


class AsItComes(admin.ModelAdmin):  # type: ignore[type-arg]
    """Columns, a search box, a filter: what one writes first."""

    list_display = (*FIELDS, "country", "status", "vip_level", "registered_at")
    list_per_page = 50
    list_filter = ("status",)
    search_fields = FIELDS


class FixedCount(Paginator):  # type: ignore[type-arg]
    """Does not count."""

    @cached_property
    def count(self) -> int:
        return 1_000_000


class Tuned(AsItComes):
    """No counting, search by prefix, an order with an index."""

    paginator = FixedCount
    show_full_result_count = False
    search_fields = tuple(f"{field}__istartswith" for field in FIELDS)
    ordering = ("-registered_at",)


admin.site.register(Player, Tuned if TUNED else AsItComes)
urlpatterns = [__import__("django.urls", fromlist=["path"]).path("admin/", admin.site.urls)]


def timed(client: Client, page: str) -> list[float]:
    """Milliseconds of a page, warm; fewer of a slow one."""
    times: list[float] = []
    while len(times) < TIMES and (len(times) < LEAST or sum(times) < ENOUGH):
        started = time.perf_counter()
        answer = client.get(page)
        times.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{page}: {answer.status_code}")
    return times[1:]


def main() -> None:
    """Sets Django's own tables up, and the indexes of the tuned one, and times the pages."""
    call_command("migrate", verbosity=0)
    if TUNED:
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX IF NOT EXISTS django_registered ON players (registered_at, player_id)")
            for field in FIELDS:
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS django_{field} ON players (upper({field}) text_pattern_ops)"
                )
            cursor.execute("ANALYZE players")
    from django.contrib.auth.models import User

    user = User.objects.filter(username="bench").first() or User.objects.create_superuser("bench")
    client = Client()
    client.force_login(user)
    pages: dict[str, Any] = {
        "first page": "/admin/auth/player/",
        "by a name": "/admin/auth/player/?q=maria+silva",
        "a filter": "/admin/auth/player/?status__exact=suspended",
    }
    print(json.dumps({name: timed(client, page) for name, page in pages.items()}))
    if TUNED:
        with connection.cursor() as cursor:
            for index in ("registered", *FIELDS):
                cursor.execute(f"DROP INDEX django_{index}")


if __name__ == "__main__":
    main()
