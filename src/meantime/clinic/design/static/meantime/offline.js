// What a page of a plan says to the worker: to keep a copy for when there is no connection, or to
// drop it; and what it hears: that a form could not be sent. Everything typed in it still stands.
{
  const { worker, keep, forget } = document.currentScript.dataset;
  if (navigator.serviceWorker) {
    // Where the browser keeps nothing, such as in a private window, there is no copy: all else works.
    if (keep) navigator.serviceWorker.register(worker).catch(() => {});
    navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ keep, forget }));

    let sent = null;
    document.addEventListener("submit", (event) => { sent = event.target; });
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data !== "unsent" || !sent) return;
      document.querySelector(".unsent")?.remove();
      const said = document.getElementById("unsent").content.cloneNode(true).firstElementChild;
      (sent.closest(".actions") ?? sent).before(said);
      said.scrollIntoView({ block: "center" });
    });
  }
}
