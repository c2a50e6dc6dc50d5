"""One running suite for all system and browser tests, its traces collected."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.local.suite import Brand, Suite, new_suite
from tests.system.collector import Collector


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[Suite]:
    suite = new_suite(tmp_path_factory.mktemp("suite") / "home", DAYBOOK_OTLP_ENDPOINT=collector.endpoint)
    suite.start()
    yield suite
    suite.stop()


@pytest.fixture(scope="session")
def acme(suite: Suite) -> Brand:
    """One company's brand."""
    return suite.brand("acme")


@pytest.fixture(scope="session")
def zenith(suite: Suite) -> Brand:
    """Another company's brand, which must never see the first."""
    return suite.brand("zenith", timezone="Europe/Malta", currency="EUR")
