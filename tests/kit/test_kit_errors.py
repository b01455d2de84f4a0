"""Refusals carry a stable key, a text people can act on, and the number bots branch on."""

import importlib
import inspect
import pkgutil

import pytest

import beep.features
from beep.features.messaging import MessageNotFound
from beep.kit import errors
from beep.kit.errors import FieldError, Invalid, NotFound, Refusal, TooMany, invalid


def refusals() -> list[type[Refusal]]:
    """Return every refusal of every feature."""
    found: list[type[Refusal]] = []
    for feature in pkgutil.iter_modules(beep.features.__path__, "beep.features."):
        try:
            module = importlib.import_module(f"{feature.name}.errors")
        except ModuleNotFoundError:
            continue
        found += [
            one
            for _, one in inspect.getmembers(module, inspect.isclass)
            if issubclass(one, Refusal) and one.__module__ == module.__name__
        ]
    return found


def test_a_features_refusal_is_keyed_by_feature_and_name() -> None:
    assert MessageNotFound.key() == "messaging.message_not_found"


def test_a_kind_alone_is_keyed_by_its_name() -> None:
    assert NotFound.key() == "not_found"
    assert TooMany.key() == "too_many"


def test_the_docstring_is_what_people_are_told() -> None:
    assert NotFound().message == "There is nothing here that you may see."
    assert NotFound("Nobody here.").message == "Nobody here."


def test_an_invalid_field_is_named() -> None:
    error = invalid("name", "BAD_LENGTH", "Too long.")
    assert isinstance(error, Invalid)
    assert error.errors == (FieldError("name", "BAD_LENGTH", "Too long."),)
    assert error.wire_code == 50035


@pytest.mark.parametrize("refusal", refusals(), ids=lambda one: one.key())
def test_every_refusal_says_something_of_its_own(refusal: type[Refusal]) -> None:
    assert refusal.__doc__
    assert refusal.__doc__ not in {kind.__doc__ for kind in vars(errors).values()}


def test_no_two_refusals_share_a_key() -> None:
    keys = [one.key() for one in refusals()]
    assert len(set(keys)) == len(keys)
