"""How garments are cut from the body: fields over the skin, sheets cut from it, ease and drape, hems, UVs, painting."""
