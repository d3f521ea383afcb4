"""The pictures of the sample content are drawn by code."""
