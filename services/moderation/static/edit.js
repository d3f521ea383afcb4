// The edit form: what is typed is kept two seconds later, marks and related links are put in, the preview follows.
const form = document.getElementById("edit-form");
const status = document.getElementById("saved");
const other = document.getElementById("other-window");
const body = document.getElementById("body");
const WAIT = 2000;
const fieldsOf = () => new URLSearchParams(new FormData(form));

let seen = Number(form.dataset.seen);
let kept = typed();
let timer = 0;
let saving = null;
let stopped = false;
let leaving = false;

/** What stands in the fields, without what only accompanies them. */
function typed() {
  const fields = fieldsOf();
  for (const name of ["q", "window", "version"]) fields.delete(name);
  return fields.toString();
}

function later() {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(keep, WAIT);
}

/** Keep what is typed. One save at a time; what is typed meanwhile follows. */
async function keep() {
  if (saving || stopped || typed() === kept) return saving;
  saving = send();
  await saving;
  saving = null;
  if (typed() !== kept) later();
}

async function send() {
  const now = typed();
  const fields = fieldsOf();
  fields.set("seen", seen);
  status.textContent = form.dataset.saving;
  try {
    const answer = await fetch(form.dataset.unsaved, {
      method: "POST", body: fields, headers: { "X-CSRF": document.body.dataset.csrf }, keepalive: now.length < 60000,
    });
    if (answer.status === 409) return conflict(await answer.json());
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const { count, at } = await answer.json();
    seen = count;
    kept = now;
    status.textContent = `${form.dataset.saved} ${at}`;
  } catch {
    status.textContent = form.dataset.failed;
    setTimeout(later, WAIT);
  }
}

function conflict({ count, at }) {
  stopped = true;
  other.querySelector("[data-at]").textContent = at;
  other.dataset.count = count;
  other.hidden = false;
  other.focus();
  status.textContent = form.dataset.stopped;
}

other.addEventListener("click", (event) => {
  const take = event.target.dataset.take;
  if (take === "other") {
    leaving = true;
    location.reload();
  } else if (take === "this") {
    stopped = false;
    seen = Number(other.dataset.count);
    other.hidden = true;
    body.focus();
    keep();
  }
});

form.addEventListener("input", (event) => {
  count(event.target);
  later();
  refreshLater();
});
form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
});
document.addEventListener("visibilitychange", () => document.hidden && keep());
window.addEventListener("beforeunload", (event) => {
  if (!leaving && typed() !== kept) event.preventDefault();
});

// What the browser filled in by itself when coming back is not what stands on the server.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

function count(field) {
  const place = form.querySelector(`[data-counts="${field.name}"]`);
  if (place) place.textContent = [...field.value].length.toLocaleString(document.documentElement.lang);
}

let refreshing = 0;
function refreshLater() {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => document.getElementById("preview").dispatchEvent(new Event("refreshed")), 700);
}

/** Put text in the place of what is selected, so that the browser's own undo takes it back. */
function put(text, from = body.selectionStart, to = body.selectionEnd) {
  body.focus();
  body.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    body.setRangeText(text, from, to, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(before, after = before) {
  const from = body.selectionStart;
  const words = body.value.slice(from, body.selectionEnd);
  put(before + words + after);
  body.setSelectionRange(from + before.length, from + before.length + words.length);
}

function atLines(mark) {
  const from = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const end = body.value.indexOf("\n", body.selectionEnd);
  const to = end < 0 ? body.value.length : end;
  put(body.value.slice(from, to).split("\n").map((line) => mark + line).join("\n"), from, to);
}

/** A paragraph of its own, where the cursor is. */
function paragraph(line) {
  const before = body.value.slice(0, body.selectionStart).replace(/\s+$/, "");
  const after = body.value.slice(body.selectionEnd).replace(/^\s+/, "");
  put((before ? "\n\n" : "") + line + (after ? "\n\n" : ""), before.length, body.value.length - after.length);
}

const marks = {
  bold: () => around("**"), italic: () => around("*"), link: () => around("[", "](https://)"),
  heading: () => atLines("# "), quote: () => atLines("> "), list: () => atLines("- "),
  related: () => document.getElementById("q").focus(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark], [data-inserts]");
  if (!button) return;
  if (button.dataset.mark) marks[button.dataset.mark]();
  else paragraph(button.dataset.inserts);
});

document.addEventListener("keydown", (event) => {
  const save = document.getElementById("save");
  const saves = (event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter");
  if (saves && save.hasAttribute("data-hotkey")) {
    event.preventDefault();
    event.stopPropagation();
    form.requestSubmit(save);
  } else if (event.key === "Enter" && event.target.matches("#edit-form input, input[form=edit-form]")) {
    event.preventDefault();
  }
}, true);

function unfold(root) {
  for (const one of root.querySelectorAll("[data-inserts]")) {
    one.hidden = false;
    one.parentElement.querySelector("label").hidden = true;
  }
}

document.addEventListener("htmx:after:swap", () => unfold(document));
for (const one of document.querySelectorAll(".marks")) one.hidden = false;
unfold(document);
if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.focus();
