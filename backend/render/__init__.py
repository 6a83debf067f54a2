"""Cameras, light, and one differentiable rasteriser for CPU and CUDA. Works on tensors; knows no body model."""

from backend.render.backgrounds import KINDS, backgrounds
from backend.render.camera import Camera, View, named_camera, orbit_camera, pinhole_camera
from backend.render.merged import Surface
from backend.render.picture import render
from backend.render.raster import Fragments, interpolate, rasterise
from backend.render.shading import Light
from backend.render.sheet import neutral_background, preview_sheet
from backend.render.silhouette import antialias
from backend.render.surfaces import render_surfaces
from backend.render.textures import Pyramid, pyramid, sample_texture
from backend.render.topology import Topology, topology

__all__ = [
    "KINDS",
    "Camera",
    "Fragments",
    "Light",
    "Pyramid",
    "Surface",
    "Topology",
    "View",
    "antialias",
    "backgrounds",
    "interpolate",
    "named_camera",
    "neutral_background",
    "orbit_camera",
    "pinhole_camera",
    "preview_sheet",
    "pyramid",
    "rasterise",
    "render",
    "render_surfaces",
    "sample_texture",
    "topology",
]
