"""The wardrobe that comes with Galatea, made from the body and code: `galatea bake wardrobe`.

Each module of this folder makes some pieces: its `MAKERS` are functions by the names of the pieces, each from a
`Reference` to a `Piece`.
"""
