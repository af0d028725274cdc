// @ts-check
// While a file is being made, look again every two seconds, in place. Without script there is a
// link that does the same. A page that nobody looks at asks for nothing.

const EVERY = 2000;

async function look() {
  const shown = document.querySelector("#downloads[data-moving]");
  if (!shown) return;
  if (!document.hidden) {
    try {
      const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      if (response.ok && !response.redirected) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const fresh = page.querySelector("#downloads");
        // A pressed button must not vanish under the finger.
        if (fresh && !shown.contains(document.activeElement)) shown.replaceWith(fresh);
      }
    } catch {
      // No network: what is shown stays, and the next look comes.
    }
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
