"""Addresses of the planner's pages, below /analysis/.

The views are loaded when the first planner comes, not with the address list: they need
pandas, which takes half a second and 60 MB, and the room must neither wait for it nor
depend on it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, register_converter
from django.utils.module_loading import import_string

from analysis.converters import RowKindConverter
from workshops.converters import CodeConverter

View = Callable[..., HttpResponse]


def on_demand(name: str) -> View:
    """The view `analysis.views.<name>`, imported when it is first asked for."""

    def view(request: HttpRequest, **kwargs: object) -> HttpResponse:
        loaded: View = import_string(f"analysis.views.{name}")
        return loaded(request, **kwargs)

    return view


def row_paths(kind: str, folder: str) -> list[URLPattern]:
    """Change, remove, restore and move one row of the plan, and add one to an issue."""
    row = f"<workshop:code>/plan/{folder}/<int:pk>/"
    own = {"kind": kind}
    paths = [
        path(row, on_demand("plan.change_row"), own, name=f"change-{kind}"),
        *(
            path(f"{row}{act}/", on_demand(f"plan.{act}_row"), own, name=f"{act}-{kind}")
            for act in ("remove", "restore", "move")
        ),
    ]
    if kind != "issue":
        new = f"<workshop:code>/plan/issues/<int:pk>/{folder}/new/"
        paths.append(path(new, on_demand("plan.create_row"), own, name=f"create-{kind}"))
    return paths


def result_paths(folder: str) -> list[URLPattern]:
    """The pages of what the room answered."""
    pages = {
        "ranking": "results.ranking",
        "consensus": "results.consensus",
        "map": "pictures.impact_map",
        "influence": "pictures.influence",
        "heat": "pictures.heat",
        "swot": "pictures.swot",
        "clusters": "pictures.clusters",
    }
    return [
        path(folder, on_demand("results.overview"), name="results"),
        *(
            path(f"{folder}{name}/", on_demand(view), name=f"results-{name}")
            for name, view in pages.items()
        ),
    ]


def review_paths() -> list[URLPattern]:
    """Gaps of the plan; status, comments and history of each row."""
    row = "<workshop:code>/plan/<rows:kind>/<int:pk>/"
    return [
        path("<workshop:code>/plan/gaps/", on_demand("review.gaps"), name="gaps"),
        path(f"{row}review/", on_demand("review.review"), name="row-review"),
        path(f"{row}judge/", on_demand("review.judge"), name="judge-row"),
        path(f"{row}comment/", on_demand("review.comment"), name="comment-row"),
        path(f"{row}history/", on_demand("review.history"), name="row-history"),
        path(
            f"{row}history/<int:number>/restore/",
            on_demand("review.restore"),
            name="restore-version",
        ),
        path(
            "<workshop:code>/plan/comments/<int:pk>/settle/",
            on_demand("review.settle"),
            name="settle-comment",
        ),
    ]


def offline_paths(folder: str) -> list[URLPattern]:
    """Factors from places without a network: what goes out, what comes back."""
    file = f"{folder}files/<uuid:key>/"
    return [
        path(folder, on_demand("offline.offline"), name="offline"),
        path(f"{folder}template.xlsx", on_demand("offline.template"), name="offline-template"),
        path(f"{folder}paper/", on_demand("offline.paper"), name="offline-paper"),
        path(f"{folder}upload/", on_demand("offline.upload"), name="offline-upload"),
        path(file, on_demand("offline_import.preview"), name="offline-preview"),
        path(f"{file}columns/", on_demand("offline_import.columns"), name="offline-columns"),
        path(f"{file}put-away/", on_demand("offline.put_away"), name="offline-put-away"),
        path(
            f"{folder}imports/<int:number>/take-back/",
            on_demand("offline.take_back"),
            name="take-back-import",
        ),
    ]


def trail_paths(folder: str) -> list[URLPattern]:
    """The evidence trail, down from rows of the plan and up from what people said."""
    kinds = {
        "trail.row": ("issue", "indicator", "programme", "project"),
        "trail.source": ("factor", "cluster", "challenge", "proposal"),
    }
    return [
        path(f"{folder}{kind}/<int:pk>/", on_demand(view), {"kind": kind}, name=f"trail-{kind}")
        for view, names in kinds.items()
        for kind in names
    ]


def theme_paths(folder: str) -> list[URLPattern]:
    """Aligning clusters to the themes of the province, and the roll-up over them."""
    theme = f"{folder}themes/<int:pk>/"
    return [
        path(f"{folder}rollup/", on_demand("rollup.rollup"), name="rollup"),
        path(f"{folder}rollup/rows.csv", on_demand("rollup.rows"), name="rollup-rows"),
        path(f"{folder}themes/", on_demand("themes.themes"), name="themes"),
        path(f"{folder}themes/history/", on_demand("themes.history"), name="theme-history"),
        path(f"{folder}themes/create/", on_demand("themes.create_theme"), name="create-theme"),
        path(f"{folder}themes/place/", on_demand("themes.place"), name="place-clusters"),
        path(f"{folder}themes/accept/", on_demand("themes.accept"), name="accept-fits"),
        path(f"{folder}themes/refuse/", on_demand("themes.refuse"), name="refuse-fit"),
        path(f"{folder}themes/undo/<int:number>/", on_demand("themes.undo"), name="undo-theme"),
        path(f"{theme}change/", on_demand("themes.change_theme"), name="change-theme"),
        path(f"{theme}remove/", on_demand("themes.remove_theme"), name="remove-theme"),
        path(f"{theme}restore/", on_demand("themes.restore_theme"), name="restore-theme"),
        path(f"{theme}factors/", on_demand("rollup.theme_factors"), name="theme-factors"),
    ]


def round_trip_paths(folder: str) -> list[URLPattern]:
    """Indicators and projects to a workbook for editing, and back."""
    kept = f"{folder}<uuid:key>/"
    return [
        path(folder, on_demand("round_trip.round_trip"), name="round-trip"),
        path(f"{folder}edit.xlsx", on_demand("round_trip.download"), name="round-trip-file"),
        path(f"{folder}upload/", on_demand("round_trip.upload"), name="round-trip-upload"),
        path(kept, on_demand("round_trip.preview"), name="round-trip-preview"),
        path(f"{kept}away/", on_demand("round_trip.put_away"), name="round-trip-away"),
    ]


register_converter(CodeConverter, "workshop")
register_converter(RowKindConverter, "rows")

app_name = "analysis"
urlpatterns = [
    path("", on_demand("read.workshop_list"), name="workshop-list"),
    path("plans/", on_demand("dashboards.plans"), name="plans"),
    path("plans/<int:cycle>/", on_demand("dashboards.province"), name="province"),
    path(
        "plans/<int:cycle>/districts/<str:code>/",
        on_demand("dashboards.district"),
        name="district",
    ),
    # Files that are asked for, made and fetched.
    path("downloads/", on_demand("files.downloads"), name="downloads"),
    path("downloads/columns/", on_demand("file_columns.columns"), name="file-columns"),
    path("downloads/links/", on_demand("data_links.links"), name="data-links"),
    path(
        "downloads/links/<int:pk>/revoke/",
        on_demand("data_links.revoke"),
        name="revoke-data-link",
    ),
    path("downloads/<uuid:key>/file/", on_demand("files.fetch"), name="fetch-file"),
    path("downloads/<uuid:key>/cancel/", on_demand("files.cancel"), name="cancel-file"),
    path("plans/<int:cycle>/files/", on_demand("files.plan_files"), name="plan-files"),
    path("<workshop:code>/files/", on_demand("files.workshop_files"), name="files"),
    # The forms of the provincial plan, filled in.
    path("plans/<int:cycle>/forms/", on_demand("layouts.plan_forms"), name="plan-forms"),
    path("plans/<int:cycle>/forms/<int:pk>/", on_demand("layouts.plan_form"), name="plan-form"),
    path(
        "plans/<int:cycle>/forms/<int:pk>/projects/<int:project>/",
        on_demand("layouts.project_form"),
        name="project-form",
    ),
    *theme_paths("plans/<int:cycle>/"),
    path("<workshop:code>/", on_demand("read.overview"), name="overview"),
    path("<workshop:code>/factors/", on_demand("read.factors"), name="factors"),
    *result_paths("<workshop:code>/results/"),
    path("<workshop:code>/plan/", on_demand("builder.plan"), name="plan"),
    path("<workshop:code>/plan/tables/", on_demand("read.plan_tables"), name="plan-tables"),
    *trail_paths("<workshop:code>/trail/"),
    *offline_paths("<workshop:code>/offline/"),
    path("<workshop:code>/flow/", on_demand("trail.flow"), name="flow"),
    path("plans/<int:cycle>/flow/", on_demand("trail.plan_flow"), name="plan-flow"),
    path("<workshop:code>/workbook.xlsx", on_demand("download.workbook"), name="workbook"),
    path("<workshop:code>/plan/issues/new/", on_demand("plan.create_issue"), name="create-issue"),
    *round_trip_paths("<workshop:code>/plan/excel/"),
    *review_paths(),
    *row_paths("issue", "issues"),
    *row_paths("indicator", "indicators"),
    *row_paths("programme", "programmes"),
    *row_paths("project", "projects"),
]
