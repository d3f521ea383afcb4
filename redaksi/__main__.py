"""`python -m redaksi`."""

from redaksi.cli import app

app(prog_name="redaksi")
