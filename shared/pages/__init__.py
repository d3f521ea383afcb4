"""What every page of Redaksi has in common, whichever service serves it: languages, times, headers, its look."""

from shared.pages.language import Language, preferred
from shared.pages.render import LOOK, Pages
from shared.pages.secured import Secured, always, policy
from shared.pages.static import Static

__all__ = ["LOOK", "Language", "Pages", "Secured", "Static", "always", "policy", "preferred"]
