"""What a child is told, when and in which form; the sheets that help to tell it."""
