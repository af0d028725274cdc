"""What this app offers the others when the portal starts; nothing heavy is loaded here."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "analysis"

    def ready(self) -> None:
        """Offer the live room and the reference data what this app knows; nothing heavy here."""
        from analysis.drafts import drafted_issues  # noqa: PLC0415  models first
        from workshops.plan_link import provide  # noqa: PLC0415
        from workshops.signals import names_erased, reference_loaded  # noqa: PLC0415

        provide(drafted_issues)
        reference_loaded.connect(_load_layouts, dispatch_uid="analysis.layouts")
        names_erased.connect(_forget_names, dispatch_uid="analysis.names")


def _load_layouts(**_kwargs: Any) -> tuple[str, Any]:
    from analysis.domain.layouts import load_layouts  # noqa: PLC0415  only when it is wanted

    return "plan forms", load_layouts()


def _forget_names(*, workshop: Any, **_kwargs: Any) -> None:
    from analysis.domain.files import forget_names  # noqa: PLC0415

    forget_names(workshop)
