"""Hair, clothes and shoes as users of MakeHuman and MPFB have them: .mhclo with .obj, .mhmat, .mhw and pictures."""

from .files import Files, Folder, Packed
from .read import find_assets, read_asset

__all__ = ["Files", "Folder", "Packed", "find_assets", "read_asset"]
