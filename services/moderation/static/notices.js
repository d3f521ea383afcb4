// What others did to what is mine is told as it happens: the count rises, a line says it. Nothing else moves.
import { tell } from "./tell.js";

const badge = document.querySelector("#notices [data-unread]");
const line = document.getElementById("just-now");

document.addEventListener("notice", (event) => {
  const said = JSON.parse(event.detail.data);
  const words = said.words[document.documentElement.lang];
  badge.querySelector(".number").textContent = said.unread;
  badge.hidden = !said.unread;
  // Whoever has the article open sees there what became of it.
  if (location.pathname.includes(said.article_id)) return;
  say(`/articles/${said.article_id}`, said.headline ? `${words}: ${said.headline}` : words);
});

function say(to, words) {
  const link = line.querySelector("a");
  link.href = to;
  link.textContent = words;
  line.hidden = false;
  tell(words);
}

// Signed out elsewhere, or the account was shut: the page says so and asks no more.
document.addEventListener("htmx:sse:error", (event) => {
  if (event.detail.status !== 401) return;
  event.target.remove();
  say(location.href, line.dataset.over);
});
line.querySelector("button").addEventListener("click", () => { line.hidden = true; });
