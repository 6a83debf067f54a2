"""Hair, clothes and shoes as users of MakeHuman and MPFB have them: .mhclo with .obj, .mhmat, .mhw and pictures."""

from .files import Files, Folder, Packed
from .read import Asset, find_assets, read_asset
from .sources import Found, open_path

__all__ = ["Asset", "Files", "Folder", "Found", "Packed", "find_assets", "open_path", "read_asset"]
