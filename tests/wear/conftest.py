"""The body that pieces are tried on, loaded once for all tests of them."""

import pytest

from backend.body import load_body
from backend.body.helpers import skin_surface


@pytest.fixture(scope="session")
def body():
    return load_body("anny")


@pytest.fixture(scope="session")
def surface(body):
    return skin_surface(body)
