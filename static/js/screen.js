// The big screen of a meeting: asks every two seconds whether there is something else to be seen.
// Without this script the page comes anew by itself (`noscript` in its head).
(function () {
  "use strict";
  var EVERY = 2000;

  function put(text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var fresh = page.getElementById("screen");
    var old = document.getElementById("screen");
    if (fresh && old) {
      old.parentNode.replaceChild(document.adoptNode(fresh), old);
    }
  }

  function ask() {
    var seen = document.getElementById("screen").getAttribute("data-version");
    fetch("?itself=1&seen=" + encodeURIComponent(seen), { credentials: "same-origin" })
      .then(function (answer) {
        if (answer.redirected) {
          // The login has ended: the page itself leads there.
          window.location.reload();
        }
        return answer.status === 200 ? answer.text().then(put) : null;
      })
      .catch(function () {
        // The network is away for a moment: ask again.
      })
      .then(function () {
        window.setTimeout(ask, EVERY);
      });
  }

  window.setTimeout(ask, EVERY);
})();
