"""What a page really is: as Chromium's own parser reads it, without running any of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

_READ = """(html) => {
  const doc = new DOMParser().parseFromString(html, "text/html");
  const never = new Set(["iframe", "object", "embed", "base", "applet", "frame", "frameset", "marquee", "math",
    "foreignobject", "audio", "video", "animate", "style", "template", "noscript"]);
  const leads = new Set(["href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset"]);
  const wrong = [];
  for (const one of doc.querySelectorAll("*")) {
    const tag = one.localName.toLowerCase();
    const told = () => one.outerHTML.slice(0, 300);
    if (never.has(tag)) wrong.push(`<${tag}>: ${told()}`);
    const ours = /^[/](?![/\\\\])/.test(one.getAttribute("src") ?? "");
    if (tag === "script" && one.type !== "application/ld+json" && !ours) wrong.push(`a script: ${told()}`);
    if (tag === "meta" && one.hasAttribute("http-equiv")) wrong.push(`http-equiv: ${told()}`);
    for (const {name, value} of one.attributes) {
      if (name.startsWith("on") || name === "style" || name === "srcdoc") wrong.push(`${name}: ${told()}`);
      if (/^(data-)?hx-on/.test(name)) wrong.push(`${name}: ${told()}`);
      if (/^(data-)?hx-/.test(name) && value.includes("jahat")) wrong.push(`${name}: ${told()}`);
      if (!leads.has(name)) continue;
      let to;
      try { to = new URL(value, "http://ours.example/"); } catch { wrong.push(`no address: ${told()}`); continue; }
      if (!["http:", "https:", "mailto:"].includes(to.protocol)) wrong.push(`${name}: ${told()}`);
      if (to.hostname === "jahat.example" && !(tag === "a" && one.relList.contains("noopener")))
        wrong.push(`${name} leads elsewhere: ${told()}`);
    }
  }
  return {
    wrong,
    heading: doc.querySelector("h1")?.textContent ?? "",
    text: doc.documentElement.textContent,
    values: [...doc.querySelectorAll("input, textarea")].map((one) => one.value ?? ""),
    data: [...doc.querySelectorAll("script[type='application/ld+json']")].map((one) => one.textContent),
    links: [...doc.querySelectorAll("main a[href^='/'], a[rel='tag']")].map((one) => one.getAttribute("href")),
  };
}"""


@dataclass(frozen=True)
class Read:
    """One page: what is wrong with it, its heading, all its words, what its fields hold, its JSON-LD, and its links."""

    wrong: list[str]
    heading: str
    text: str
    values: list[str]
    data: list[str]
    links: list[str]

    def says(self, words: str) -> bool:
        """Whether these words stand there, or in a field; however they are spaced."""
        wanted = spaced(words)
        return wanted in spaced(self.text) or any(wanted in spaced(one) for one in self.values)


async def read(page: Page, html: str) -> Read:
    """Read it; `page` is any page of the browser."""
    found: dict[str, Any] = await page.evaluate(_READ, html)
    return Read(**found)


def spaced(text: str) -> str:
    """With one space wherever there is any."""
    return " ".join(text.split())
