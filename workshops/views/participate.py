"""Stub; replaced by its owner."""


def home(request, **kwargs):
    raise NotImplementedError


def find(request, **kwargs):
    raise NotImplementedError


def join(request, **kwargs):
    raise NotImplementedError


def room(request, **kwargs):
    raise NotImplementedError


def submit_factor(request, **kwargs):
    raise NotImplementedError


def change_factor(request, **kwargs):
    raise NotImplementedError


def withdraw_factor(request, **kwargs):
    raise NotImplementedError
