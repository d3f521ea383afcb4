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
  const link = line.querySelector("a");
  link.href = `/articles/${said.article_id}`;
  link.textContent = said.headline ? `${words}: ${said.headline}` : words;
  line.hidden = false;
  tell(link.textContent);
});
line.querySelector("button").addEventListener("click", () => { line.hidden = true; });
