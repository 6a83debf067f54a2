"""The word sliders as a page in the browser, `galatea sliders`. The page is viser's, which `serving.py` alone knows."""
