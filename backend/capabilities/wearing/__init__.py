"""What artists made themselves becomes something to wear."""
