"""Facts and routes as the program knows them: none forgotten, none twice."""

import sys
from collections import Counter
from typing import get_args

from beep.app.features import FEATURES
from beep.kit.facts import Fact
from beep.runtime.http.routing import Access

ALL = [fact for feature in FEATURES.values() for fact in feature.facts]


def is_fact(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, Fact) and one is not Fact


def test_every_fact_is_listed_by_its_feature() -> None:
    loaded = [sys.modules.get(f"beep.features.{name}.facts") for name in FEATURES]
    modules = [module for module in loaded if module]
    known = {one for module in modules for one in vars(module).values() if is_fact(one)}
    assert known == set(ALL)
    for feature in FEATURES.values():
        for fact in feature.facts:
            assert fact.__module__ == f"beep.features.{feature.name}.facts"


def test_no_two_facts_share_a_name() -> None:
    assert [name for name, times in Counter(fact.NAME for fact in ALL).items() if times > 1] == []


def test_every_fact_is_ordered_by_one_of_its_own_ids() -> None:
    for fact in ALL:
        assert fact.STREAM in fact.__dataclass_fields__
        assert fact.STREAM.endswith("_id")


def test_every_reaction_is_a_job_of_its_own_feature_on_a_fact_that_exists() -> None:
    for feature in FEATURES.values():
        for reaction in feature.reactions:
            assert reaction.job.startswith(f"{feature.name}.")
            assert reaction.fact in ALL


def test_a_feature_needs_only_features_of_lower_rank() -> None:
    rank = list(FEATURES)
    for feature in FEATURES.values():
        assert all(rank.index(need) < rank.index(feature.name) for need in feature.needs)


def test_there_are_five_kinds_of_access() -> None:
    assert set(get_args(Access)) == {"anyone", "actor", "person", "oneself", "whoever"}
