"""People with an account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody with an account: facilitator, planner or administrator."""

    is_facilitator = models.BooleanField(default=False)
    is_planner = models.BooleanField(default=False)
    sees_names = models.BooleanField(
        default=False, help_text="May have the names of participants in files"
    )
    is_demo = models.BooleanField(default=False, help_text="May sign in only while DEBUG is on")

    @property
    def may_export_names(self) -> bool:
        return self.sees_names or self.is_superuser

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
