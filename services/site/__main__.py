"""`python -m services.site`."""

from services.site.app import main

main()
