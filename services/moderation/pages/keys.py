"""The one table of keyboard shortcuts: it makes the bindings, `aria-keyshortcuts`, the help dialog and the docs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from shared.pages.language import translations

Preset = Literal["redaksi", "coral", "wordpress"]
Where = Literal[
    "everywhere",
    "queue",
    "queue, letters",
    "queue, comments",
    "queue, comments, letters",
    "queue, article, comments, letters",
    "article",
    "comments",
    "edit",
]
PRESETS: Mapping[Preset, str] = {"redaksi": "Redaksi", "coral": "Coral", "wordpress": "WordPress"}


def _(text: str) -> str:
    """Marks a text for the catalogues; templates translate it when they show it."""
    return text


@dataclass(frozen=True)
class Key:
    """A shortcut: what it does, in words, and its key, which a preset may have otherwise."""

    id: str
    words: str
    keys: str
    where: Where
    otherwise: Mapping[str, str] = field(default_factory=dict)
    page: str = "/"
    """The page it leads to, or is on; the help tells of it where there is that page."""

    def of(self, preset: str) -> str:
        """The key in this preset, as `@github/hotkey` writes it; "" where it has none."""
        return self.otherwise.get(preset, self.keys)


KEYS: tuple[Key, ...] = (
    Key("help", _("Bantuan tombol"), "Shift+?", "everywhere", page=""),
    Key("queue", _("Ke antrean"), "g q", "everywhere"),
    Key("new", _("Tulis berita baru"), "g n", "everywhere", page="/articles/new"),
    Key("comments", _("Ke komentar"), "g k", "everywhere", page="/comments"),
    Key("front", _("Ke halaman depan"), "g d", "everywhere", page="/front"),
    Key("summary", _("Ke ringkasan"), "g s", "everywhere", page="/summary"),
    Key("notices", _("Ke pemberitahuan"), "g p", "everywhere", page="/notices"),
    Key("letters", _("Ke surat mati"), "g m", "everywhere", page="/operator/letters"),
    Key("search", _("Cari"), "/", "everywhere"),
    Key("next", _("Berita berikutnya"), "j", "queue, article, comments, letters", page=""),
    Key("previous", _("Berita sebelumnya"), "k", "queue, article, comments, letters", page=""),
    Key("open", _("Buka"), "o", "queue, letters", page=""),
    Key("select", _("Pilih"), "x", "queue, comments, letters", page=""),
    Key("select-all", _("Pilih semua"), "Shift+X", "queue, comments, letters", page=""),
    Key("fresh", _("Muat yang baru"), "n", "queue, comments"),
    Key("approve", _("Setujui"), "a", "article", {"coral": "f"}),
    Key("return", _("Kembalikan"), "c", "article", {"wordpress": "u"}),
    Key("reject", _("Tolak"), "r", "article", {"coral": "d", "wordpress": "s"}),
    Key("edit", _("Sunting"), "e", "article"),
    Key("compare", _("Bandingkan revisi"), "d", "article", {"coral": "w", "wordpress": "w"}),
    Key("claim", _("Ambil atau lepas"), "m", "article"),
    Key("assign", _("Tugaskan"), "t", "article"),
    Key("note", _("Tinggalkan catatan"), "i", "article"),
    Key("comment-approve", _("Setujui komentar"), "a", "comments", {"coral": "f"}, page="/comments"),
    Key(
        "comment-reject",
        _("Tolak komentar, dengan alasan"),
        "r",
        "comments",
        {"coral": "d", "wordpress": "d"},
        "/comments",
    ),
    Key("comment-spam", _("Ke folder spam"), "s", "comments", page="/comments"),
    Key("undo", _("Urungkan keputusan terakhir"), "z", "everywhere", {"coral": "u"}),
    Key("save", _("Simpan sebagai revisi"), "Mod+s", "edit"),
)

_BY_ID = {key.id: key for key in KEYS}


def attributes(preset: str) -> Callable[[str], Markup]:
    """What a template writes into the tag of what a key does: `{{ key("approve") }}`; nothing where keys are off."""

    def key(name: str) -> Markup:
        keys = _BY_ID[name].of(preset) if preset else ""
        return Markup(' data-hotkey="{}" aria-keyshortcuts="{}"').format(keys, aria(keys)) if keys else Markup()

    return key


def table(preset: str, has: Callable[[str], bool]) -> Sequence[tuple[str, str]]:
    """Every shortcut with its key, for the help dialog; empty where keys are off."""
    return [(key.words, key.of(preset)) for key in KEYS if key.of(preset) and has(key.page)] if preset else []


def page() -> str:
    """The table as `docs/keys.md` has it."""
    head = [
        "# Keyboard shortcuts of the desk",
        "",
        "Made from the one table, `services/moderation/pages/keys.py`: `python -m services.moderation.pages.keys`.",
        "No key acts while you type. Each editor chooses a preset, or turns keys off, on their account's page.",
        "",
        f"| what it does | where | {' | '.join(PRESETS.values())} |",
        f"|---|---|{'---|' * len(PRESETS)}",
    ]
    english = translations("en", [Path(__file__).parent.parent / "locale"])
    rows = [
        f"| {english.gettext(key.words)} | {key.where} | {' | '.join(f'`{key.of(one)}`' for one in PRESETS)} |"
        for key in KEYS
    ]
    return "\n".join([*head, *rows, ""])


def aria(keys: str) -> str:
    """As `aria-keyshortcuts` wants it: a sequence has no form there, and Mod is Control."""
    if " " in keys:
        return keys.replace(" ", " then ")
    return keys.replace("Mod+", "Control+").replace("Shift+?", "Shift+/")


if __name__ == "__main__":
    sys.stdout.write(page())
