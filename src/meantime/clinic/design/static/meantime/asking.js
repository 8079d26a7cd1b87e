// An answer belongs to the words that it was given for: it goes while others are typed, one that
// comes too late is not shown, and where none can come the page says so.
const box = document.getElementById("q");
const answer = document.getElementById("answer");
if (box && answer) {
  box.addEventListener("input", () => answer.replaceChildren());
  box.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig.parameters.q ?? event.detail.requestConfig.formData?.get("q");
    if (asked !== box.value) event.detail.shouldSwap = false;
  });
  for (const broken of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    box.addEventListener(broken, () => {
      answer.replaceChildren(document.getElementById("no-answer").content.cloneNode(true));
    });
  }
}
