// Offers the clocks that this device is on, where times are shown by others. Nothing is sent before
// somebody takes the offer.
{
  const offer = document.getElementById("own-clocks");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { zone: select } = offer.closest("form").elements;
  if (zone !== offer.dataset.shown && [...select.options].some((option) => option.value === zone)) {
    offer.querySelector("bdi").textContent = zone.replace(/^.*?\//, "").replaceAll("_", " ");
    offer.querySelector("button").addEventListener("click", () => {
      select.value = zone;
      select.form.requestSubmit();
    });
    offer.hidden = false;
  }
}
