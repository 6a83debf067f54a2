"""The masks that the painter of skin, hair and suit colours in."""
