"""The page in a real browser without a window: what is dragged there is what is saved, and closing it loses nothing."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from backend.body import load_body, measure, parameter_vector, rest_shape
from backend.protocol.avatar_file import load_avatar

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
SOFTWARE = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
            "--ignore-gpu-blocklist")  # fmt: skip
LONG = 120.0
"""seconds: a limit for what never comes"""

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("viser", reason="viser is not installed")
program = next(filter(None, map(shutil.which, BROWSERS)), None)
pytestmark = [
    pytest.mark.skipif(program is None, reason=f"no browser was found: none of {', '.join(BROWSERS)} is on PATH"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(address of a page, the folder that it saves into, its process)."""
    folder = tmp_path_factory.mktemp("page")
    places = {"GALATEA_STATE": str(folder / "state"), "GALATEA_HOME": str(folder / "home")}
    command = [sys.executable, "-P", str(ROOT / "galatea.py"), "sliders", "--port", "0", "--out", str(folder / "out")]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what a shell runs in the background ignores it
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **places}, cwd=folder, preexec_fn=heard
    )
    assert process.stdout is not None
    try:
        told = process.stdout.readline()
        found = re.search(r"http://\S+", told)
        assert found and "this machine alone" in told
        yield found[0], folder / "out", process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def browser():
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=list(SOFTWARE))
        yield opened
        opened.close()


def opened(browser, address):
    page = browser.new_page(viewport={"width": 900, "height": 600}, device_scale_factor=0.25)
    page.set_default_timeout(LONG * 1000)
    page.goto(address)
    page.locator('label:text-is("fat")').wait_for()
    return page


def number_of(page, label):
    """The field for the number of a slider: the one beside its label."""
    place = page.locator(f'label:text-is("{label}")').bounding_box()
    middle = place["y"] + place["height"] / 2
    fields = [(field, field.bounding_box()) for field in page.locator("input").all()]
    beside = [(field, box) for field, box in fields if box and box["y"] < middle < box["y"] + box["height"]]
    return max(beside, key=lambda pair: pair[1]["x"])[0]


def set_slider(page, label, value):
    number_of(page, label).fill(str(value))
    number_of(page, label).press("Enter")


def tab(page, name):
    page.get_by_role("tab", name=name).click()


def saved(page, out, kind="npz"):
    """The file that the page saves now."""
    before = set(out.glob(f"*.{kind}"))
    tab(page, "Save")
    page.get_by_role("button", name=kind, exact=True).or_(
        page.get_by_role("button", name=kind.upper(), exact=True)
    ).click()
    return until(lambda: next(iter(set(out.glob(f"*.{kind}")) - before), None))


def until(found):
    deadline = time.monotonic() + LONG
    while (value := found()) is None:
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.05)
    return value


def test_words_sliders_undo_and_files_in_a_browser(served, browser):
    address, out, _ = served
    page = opened(browser, address)
    first = load_avatar(saved(page, out))
    tab(page, "Words")
    set_slider(page, "fat", 0.9)
    until(lambda: True if float(number_of(page, "big belly").input_value()) > 0.1 else None)  # both tell of one body
    fat = load_avatar(saved(page, out))
    assert fat.sliders["weight"] > first.sliders["weight"] + 0.05
    assert fat.mesh.vertices[:, 1].min() < first.mesh.vertices[:, 1].min()
    tab(page, "Sliders")
    assert float(number_of(page, "Weight").input_value()) == pytest.approx(fat.sliders["weight"], abs=0.02)
    set_slider(page, "Height", 0.9)
    tall = load_avatar(saved(page, out))
    assert tall.sliders["height"] == pytest.approx(0.9) and tall.sliders["weight"] == pytest.approx(
        fat.sliders["weight"], abs=1e-4
    )
    page.get_by_role("button", name="Undo").click()
    assert load_avatar(saved(page, out)).sliders == pytest.approx(dict(fat.sliders), abs=1e-4)
    text = saved(page, out, "obj").read_text()
    assert text.count("\nv ") >= len(fat.mesh.vertices)
    picture = saved(page, out, "png").read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) > 5000


def chosen(page, label, option):
    """Choose from the dropdown beside a label."""
    number_of(page, label).click()
    page.get_by_role("option", name=option, exact=True).click()


def uploaded(page, button, file):
    with page.expect_file_chooser() as opened:
        page.get_by_role("button", name=button).click()
    opened.value.set_files(file)


def test_a_measure_is_kept_and_files_are_taken(served, browser, tmp_path):
    address, out, _ = served
    page = opened(browser, address)
    first = saved(page, out)
    tab(page, "Measures")
    until(lambda: page.get_by_label("Waist, cm").count() or None)
    waist = float(number_of(page, "Waist, cm").input_value())
    set_slider(page, "Waist, cm", round(waist + 6, 1))
    page.get_by_text("🔒 Waist, cm").wait_for()
    chosen(page, "Keep", "Height, cm")
    page.get_by_text("🔒 Height, cm").wait_for()
    tab(page, "Words")
    set_slider(page, "muscular", 0.5)
    kept = saved(page, out)
    body, sizes = load_body("anny"), {}
    for file in (first, kept):
        values = parameter_vector(body, load_avatar(file).sliders)
        sizes[file] = measure(body, rest_shape(body, values), ("waist", "height"))
    assert float(sizes[kept]["waist"]) == pytest.approx((waist + 6) / 100, abs=0.006)
    assert float(sizes[kept]["height"]) == pytest.approx(float(sizes[first]["height"]), abs=0.005)
    tab(page, "View")
    uploaded(page, "Compare with an avatar", {"name": "a<b>*c.npz", "mimeType": "", "buffer": first.read_bytes()})
    page.get_by_text("a-b-c.npz").first.wait_for()
    uploaded(page, "Compare with an avatar", {"name": "none.npz", "mimeType": "", "buffer": b"none"})
    page.get_by_text("none").first.wait_for()
    picture = tmp_path / "photo of me.png"
    Image.new("RGB", (40, 60), "teal").save(picture)
    uploaded(page, "Put a photo beside it", picture)
    page.get_by_text("photo of me.png").first.wait_for()


def test_what_was_done_is_there_when_the_browser_comes_back_and_after_the_end(served, browser):
    address, out, process = served
    page = opened(browser, address)
    set_slider(page, "old", -0.7)  # which waist and height, that are kept since, leave free
    young = load_avatar(saved(page, out))
    page.close()
    again = opened(browser, address)
    assert float(number_of(again, "old").input_value()) == pytest.approx(-0.7, abs=0.1)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=LONG)[0]
    assert process.returncode == 0
    named = re.search(r"--base (\S+)", told)
    assert named
    kept = load_avatar(named[1])
    assert kept.sliders == pytest.approx(dict(young.sliders), abs=1e-4)
