"""Before the room fills: a facilitator's workshops, made, copied, changed and shared."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steepi_portal.http import SeeOther, public_url
from workshops import access, forms_desk, forms_rules
from workshops.domain import facilitators, room, run_sheet, workshops
from workshops.domain.errors import WorkshopError
from workshops.enums import Stage
from workshops.links import participants_url, projector_url
from workshops.models import CategoryGuide, District, Province, User, Workshop
from workshops.qr import drawing_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def desk_list(request: HttpRequest) -> HttpResponse:
    user = access.facilitator(request)
    own = Workshop.objects.run_by(user).with_counts().newest_first()
    return render(request, "workshops/desk_list.html", {"workshops": own})


@form_page
def create_workshop(request: HttpRequest) -> HttpResponse:
    user = access.facilitator(request)
    province = _province(request)
    if province is None:
        return _no_reference(request, "workshops/create_workshop.html")
    form = forms_desk.NewWorkshopForm(
        _posted(request), initial=forms_desk.suggested(province), province=province
    )
    if form.is_valid():
        workshop = workshops.create_workshop(by=user, **form.cleaned_data)
        return _to_share(workshop)
    return _form_page(request, "workshops/create_workshop.html", form, _template(province))


@form_page
def create_per_district(request: HttpRequest) -> HttpResponse:
    """The form; after it, at `?made=ID`, the codes and links of all that it made."""
    user = access.facilitator(request)
    province = _province(request)
    if province is None:
        return _no_reference(request, "workshops/create_per_district.html")
    if made := _made_by(user, request.GET.get("made", "")):
        return _made_page(request, made)
    form = forms_desk.PerDistrictForm(
        _posted(request), initial=forms_desk.suggested(province), province=province
    )
    if form.is_valid():
        fields = form.cleaned_data
        fields["client_id"] = fields["client_id"] or uuid.uuid4()
        workshops.create_per_district(by=user, **fields)
        page = reverse("workshops:create-per-district")
        return SeeOther(f"{page}?made={fields['client_id']}")
    return _form_page(request, "workshops/create_per_district.html", form, _template(province))


@form_page
def change_workshop(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    form = forms_desk.NewWorkshopForm(
        _posted(request), initial=forms_desk.known(workshop), province=workshop.province
    )
    if form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "client_id"}
        try:
            workshops.change_workshop(workshop, by=access.account(request), **fields)
        except WorkshopError as error:
            form.add_error("districts", str(error))
        else:
            return _to_desk(workshop)
    return _form_page(request, "workshops/change_workshop.html", form, _settings(workshop))


@require_POST
def add_facilitator(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    username = request.POST.get("username", "").strip()
    try:
        facilitators.add_facilitator(workshop, by=access.account(request), username=username)
    except WorkshopError as error:
        return _refused_facilitator(request, workshop, str(error), typed=username)
    return _to_settings(workshop)


@require_POST
def remove_facilitator(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    by = access.account(request)
    gone = workshop.facilitators.filter(pk=pk).first()
    try:
        if gone:
            facilitators.remove_facilitator(workshop, gone, by=by)
    except WorkshopError as error:
        return _refused_facilitator(request, workshop, str(error))
    if gone == by and not by.is_superuser:
        return SeeOther(reverse("workshops:desk-list"))
    return _to_settings(workshop)


@form_page
def change_rules(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    known = forms_rules.known_rules(workshop)
    form = forms_rules.RulesForm(_posted(request), initial=known)
    if form.is_valid():
        room.change_rules(workshop, by=access.account(request), **form.cleaned_data)
        return _to_desk(workshop)
    return _form_page(request, "workshops/desk_rules.html", form, {"workshop": workshop})


@form_page
def change_run_sheet(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    known = forms_rules.known_run_sheet(workshop)
    form = forms_rules.RunSheetForm(_posted(request), initial=known)
    if form.is_valid():
        run_sheet.change_run_sheet(workshop, form.lines(), by=access.account(request))
        return _to_desk(workshop)
    return _form_page(request, "workshops/run_sheet.html", form, {"workshop": workshop})


@form_page
def copy_workshop(request: HttpRequest, code: str) -> HttpResponse:
    source = access.workshop_run_by(request, code)
    form = forms_desk.WorkshopForm(
        _posted(request), initial=forms_desk.copied(source), province=source.province
    )
    if form.is_valid():
        by = access.account(request)
        return _to_share(workshops.copy_workshop(source, by=by, **form.cleaned_data))
    extra = {"workshop": source, "districts": source.districts.as_listed()}
    return _form_page(request, "workshops/copy_workshop.html", form, extra)


@require_safe
def share(request: HttpRequest, code: str) -> HttpResponse:
    workshop = access.workshop_run_by(request, code)
    link = participants_url(request, workshop)
    context = {
        "workshop": workshop,
        "link": link,
        "qr": drawing_of(link),
        "find": public_url(request, reverse("workshops:find")),
        "projector": projector_url(request, workshop),
    }
    return render(request, "workshops/share.html", context)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form_page(
    request: HttpRequest, template: str, form: forms.Form, extra: dict[str, Any]
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **extra}, status=status)


def _no_reference(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template, {"form": None}, status=503)


def _settings(workshop: Workshop) -> dict[str, Any]:
    return {
        "workshop": workshop,
        "several_provinces": False,
        "facilitators": workshop.facilitators.order_by("username", "pk"),
    }


def _refused_facilitator(
    request: HttpRequest, workshop: Workshop, sentence: str, *, typed: str = ""
) -> HttpResponse:
    form = forms_desk.NewWorkshopForm(
        initial=forms_desk.known(workshop), province=workshop.province
    )
    extra = _settings(workshop) | {"form": form, "refusal": sentence, "typed": typed}
    return render(request, "workshops/change_workshop.html", extra, status=422)


def _to_desk(workshop: Workshop) -> SeeOther:
    return SeeOther(reverse("workshops:desk", args=[workshop.code]))


def _to_settings(workshop: Workshop) -> SeeOther:
    return SeeOther(reverse("workshops:change-workshop", args=[workshop.code]))


def _to_share(workshop: Workshop) -> SeeOther:
    return SeeOther(reverse("workshops:share", args=[workshop.code]))


def _made_page(request: HttpRequest, made: list[Workshop]) -> HttpResponse:
    links = [participants_url(request, workshop) for workshop in made]
    rows = [(one, link, drawing_of(link)) for one, link in zip(made, links, strict=True)]
    return render(request, "workshops/create_per_district.html", {"made": rows})


def _template(province: Province) -> dict[str, Any]:
    """What every workshop starts with, to look at before it is made."""
    return {
        "province": province,
        "provinces": Province.objects.order_by("code"),
        "pilots_total": District.objects.filter(province=province, pilot=True).count(),
        "guides": CategoryGuide.objects.order_by("order", "pk"),
        "stages": [stage for stage in Stage if stage not in (Stage.LOBBY, Stage.CLOSED)],
    }


def _province(request: HttpRequest) -> Province | None:
    """The province that the address names, else the first that has districts in a pilot, else
    the first; None before the reference data are loaded."""
    provinces = Province.objects.order_by("code")
    named = provinces.filter(code=request.GET.get("province", "")).first()
    return named or provinces.filter(districts__pilot=True).first() or provinces.first()


def _made_by(user: User, typed_id: str) -> list[Workshop]:
    try:
        client_id = uuid.UUID(typed_id)
    except ValueError:
        return []
    return workshops.made_per_district(client_id, by=user)
