// No plan that is open in this browser has notifications on here: it lets go of its subscription, so
// that nobody can send it anything, not even what an older backup still knows.
navigator.serviceWorker?.getRegistration("/p/")
  .then((registration) => registration?.pushManager?.getSubscription())
  .then((subscription) => subscription?.unsubscribe())
  .catch(() => {});
