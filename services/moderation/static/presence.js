// Whoever leaves this page lets go of what they held, unless another of their pages has it open.
const presence = document.getElementById("presence");

addEventListener("pagehide", () => {
  const said = new URLSearchParams({
    tab: presence.querySelector("[name=tab]").value, csrf: document.body.dataset.csrf,
  });
  navigator.sendBeacon(presence.dataset.leave, said);
});
// Brought back by the browser's back button it is open again.
addEventListener("pageshow", (event) => event.persisted && presence.dispatchEvent(new Event("beat")));
for (const what of ["article", "presence"]) {
  document.addEventListener(what, (event) => {
    if (presence.dataset.leave.includes(JSON.parse(event.detail.data).id)) presence.dispatchEvent(new Event("beat"));
  });
}
