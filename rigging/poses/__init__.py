"""Poses: postures by name, limbs and fingers, on any figure's joints."""
