"""Stub; replaced by its owner."""


def desk_list(request, **kwargs):
    raise NotImplementedError


def create_workshop(request, **kwargs):
    raise NotImplementedError


def create_per_district(request, **kwargs):
    raise NotImplementedError


def desk(request, **kwargs):
    raise NotImplementedError


def open_stage(request, **kwargs):
    raise NotImplementedError


def change_workshop(request, **kwargs):
    raise NotImplementedError


def copy_workshop(request, **kwargs):
    raise NotImplementedError


def share(request, **kwargs):
    raise NotImplementedError


def hide_factor(request, **kwargs):
    raise NotImplementedError


def restore_factor(request, **kwargs):
    raise NotImplementedError
