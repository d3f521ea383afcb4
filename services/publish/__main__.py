"""`python -m services.publish`."""

from services.publish.app import main

main()
