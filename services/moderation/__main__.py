"""`python -m services.moderation`."""

from services.moderation.app import main

main()
