// While an order is being made its page is fetched again every second, and how far it is put in place.
const place = document.querySelector("[data-progress]");

async function look() {
  try {
    const answer = await fetch(location.href);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-progress]");
    if (next) {
      place.replaceChildren(...next.childNodes);
      place.dataset.progress = next.dataset.progress;
    }
  } catch {
    // no network for a moment: the link on the page is still there, and the next look may succeed
  }
  if (place.dataset.progress !== "ended") setTimeout(look, 1000);
}

if (place) setTimeout(look, 700);
