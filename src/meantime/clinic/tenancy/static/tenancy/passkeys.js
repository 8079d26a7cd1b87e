// Says on the page that a passkey did not work; allauth says it in the console only.
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  document.getElementById('passkey-failed').hidden = false
})
