"""Editors' accounts: what admins do with them and what each person does with their own, for the API and the pages."""

from services.moderation.people.administration import Administration, Invited
from services.moderation.people.kept import Kept
from services.moderation.people.own import Offer, OwnAccount
from services.moderation.people.people import People
from services.moderation.people.proof import Proof
from services.moderation.people.welcome import Welcome, Welcomed

__all__ = ["Administration", "Invited", "Kept", "Offer", "OwnAccount", "People", "Proof", "Welcome", "Welcomed"]
