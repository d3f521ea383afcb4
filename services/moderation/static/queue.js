// The open queue: keys move through it, and what others do is told without anything moving by itself.
import { doing, goingThrough } from "./rows.js";
import { tell } from "./tell.js";

const rows = document.getElementById("rows");
const news = document.getElementById("news");
const look = rows.dataset.look;

const { selected, lively, select, acts } = goingThrough(rows, { row: ".item" });

function open(where = "") {
  const row = selected();
  if (row) location.assign(row.querySelector("a").href + where);
}

doing({
  ...acts,
  open: () => open(),
  fresh: () => document.getElementById("fresh")?.click(),
  return: () => open("#return"),
  reject: () => open("#reject"),
});

/** A part of a page from the desk; null where it cannot be had, or they are not signed in any more. */
async function part(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request-Type": "partial" } });
    if (!answer.ok || answer.redirected) return null;
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    return made.content;
  } catch {
    return null;
  }
}

async function renew(row) {
  const fresh = (await part(`/queue/rows/${row.dataset.id}?${look}`))?.querySelector(".item");
  if (!fresh || !row.isConnected) return;
  const focused = row.contains(document.activeElement);
  const chosen = row.querySelector("input")?.checked;
  if (row.hasAttribute("aria-current")) fresh.setAttribute("aria-current", "true");
  if (chosen && fresh.querySelector("input")) fresh.querySelector("input").checked = true;
  row.replaceWith(fresh);
  if (focused) fresh.querySelector("a")?.focus({ preventScroll: true });
  if (fresh.classList.contains("gone")) tell(fresh.textContent.replace(/\s+/g, " ").trim());
}

let soon = 0;
function lookForNews() {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    const said = await part(`/queue/news?${look}&since=${encodeURIComponent(news.dataset.since)}`);
    if (said && said.textContent.trim() !== news.textContent.trim()) news.replaceChildren(said);
  }, 400);
}

async function count() {
  const tabs = await part(`/queue/tabs?${look}`);
  for (const one of tabs?.querySelectorAll("[data-count]") ?? []) {
    const shown = document.querySelector(`#tabs [data-count="${one.dataset.count}"]`);
    if (shown && shown.textContent !== one.textContent) shown.textContent = one.textContent;
  }
}

document.addEventListener("article", (event) => {
  const said = JSON.parse(event.detail.data);
  const row = document.getElementById(`row-${said.id}`);
  if (row) {
    const claims = Boolean(said.claim) !== Boolean(row.dataset.claim) || said.claim;
    if (said.version > Number(row.dataset.version) || (said.version === Number(row.dataset.version) && claims)) renew(row);
  } else {
    lookForNews();
  }
});
document.addEventListener("counts", count);
document.addEventListener("resync", () => {
  count();
  lookForNews();
  for (const row of rows.children) renew(row);
});

// A claim that ran out is not shown any longer.
setInterval(() => {
  for (const row of rows.querySelectorAll("[data-claim]")) {
    if (Date.parse(row.dataset.claim) < Date.now()) row.querySelector(".claim")?.remove();
  }
}, 5000);
if (new URLSearchParams(location.search).has("after")) select(lively()[0]);
