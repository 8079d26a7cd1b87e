// The menu in the head closes with Escape, and when one goes elsewhere. Without it: by its button.
for (const menu of document.querySelectorAll("details.who")) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const went of ["click", "focusin"]) {
    document.addEventListener(went, (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }
}
