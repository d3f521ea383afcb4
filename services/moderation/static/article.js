// An open article tells when somebody else has changed it. Nothing moves by itself: the reader decides when to look.
const changed = document.getElementById("changed");

function look(event) {
  const news = JSON.parse(event.detail.data);
  if (news.id !== changed.dataset.article || news.version <= Number(changed.dataset.version)) return;
  changed.querySelector(".who").textContent = news.who ?? "";
  changed.querySelector("div").hidden = false;
}

document.addEventListener("article", look);
