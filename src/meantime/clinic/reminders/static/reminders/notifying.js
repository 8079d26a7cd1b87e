// Turns notifications on in this browser: asks for leave, subscribes at its push service, and sends
// what that gave by the form. Shown is what can be done here; without this, that nothing can.
{
  const box = document.getElementById("turning-on"), form = box.querySelector("form");
  const { worker, key } = box.dataset, { subscription } = form.elements;
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  const show = (state) => {
    for (const part of box.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
  };
  const look = async () => {
    if (!can) return "cannot";
    if (Notification.permission === "denied") return "denied";
    if (!("isOn" in box.dataset)) return "off";
    const registration = await navigator.serviceWorker.getRegistration(worker);
    return (await registration?.pushManager.getSubscription()) ? "on" : "lost";
  };
  const subscribed = async () => {
    await navigator.serviceWorker.register(worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const asked = { userVisibleOnly: true, applicationServerKey: key };
    try {
      return await pushManager.subscribe(asked);
    } catch (error) {
      // There is one already, for a key of before.
      if (error.name !== "InvalidStateError") throw error;
      await (await pushManager.getSubscription())?.unsubscribe();
      return pushManager.subscribe(asked);
    }
  };
  // Some browsers ask only while the tap still counts: nothing is waited for before.
  const turnOn = async () => {
    if ((await Notification.requestPermission()) !== "granted") return show(await look());
    try {
      subscription.value = JSON.stringify(await subscribed());
      form.requestSubmit();
    } catch {
      show("failed");
    }
  };

  form.addEventListener("submit", (event) => {
    if (subscription.value) return;
    event.preventDefault();
    turnOn();
  });
  look().then(show);
}
