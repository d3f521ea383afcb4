// What every page of the desk does beyond its forms: keys, the help dialog, focus on what went wrong, the undo clock.
import { install } from "./vendor/github-hotkey@3.1.4/hotkey.js";

function bind(root) {
  for (const one of root.querySelectorAll("[data-hotkey]")) {
    if (one.dataset.bound) continue;
    one.dataset.bound = "yes";
    install(one);
    // A key opens a form and goes to its first field; pressed again it closes it.
    if (one.matches("summary")) one.addEventListener("click", toggle);
  }
  for (const one of root.querySelectorAll("[data-opens]")) {
    one.hidden = false;
    one.addEventListener("click", () => document.getElementById(one.dataset.opens).showModal());
  }
  for (const one of root.querySelectorAll(".undo[data-until]")) countDown(one);
}

// At once, and not in the next frame: what is typed after the key must land in the field.
function toggle(event) {
  event.preventDefault();
  event.currentTarget.parentElement.open = !event.currentTarget.parentElement.open;
  enter(event.currentTarget);
}

function enter(summary) {
  const details = summary.parentElement;
  if (!details.open) return;
  details.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  details.scrollIntoView({ block: "nearest" });
}

// A quiet countdown: it is not spoken, and when it is over the way back is taken off.
function countDown(bar) {
  if (bar.dataset.counts) return;
  bar.dataset.counts = "yes";
  const until = Date.parse(bar.dataset.until);
  const left = bar.querySelector(".left");
  const step = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds > 0) {
      left.textContent = seconds > 90 ? `${Math.ceil(seconds / 60)} min` : `${seconds} s`;
      setTimeout(step, 250);
      return;
    }
    for (const way of bar.querySelectorAll("form, :scope > button")) way.remove();
    bar.querySelector(".gone").hidden = false;
  };
  step();
}

// A link to a form that is folded opens it.
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target?.closest("details");
  if (!details) return;
  details.open = true;
  if (target === details) enter(details.querySelector("summary"));
  else target.focus();
}

function focusOnFaults() {
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
}

// Nothing is sent twice by an impatient hand.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 3000);
});

document.addEventListener("htmx:after:swap", () => bind(document));
window.addEventListener("hashchange", openTarget);
bind(document);
openTarget();
focusOnFaults();
