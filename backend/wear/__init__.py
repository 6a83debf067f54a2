"""Hair, clothes and shoes: pieces that are bound to the base mesh and follow every shape of it. numpy alone, and Pillow
for the pictures of others."""
