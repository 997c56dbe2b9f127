// The page of an item by keyboard: one key for a choice, Enter to enter it, and nothing is sent twice.
// Without this script Tab, the arrows, the space bar and Enter do the same.
(function () {
  "use strict";
  // A first Enter so soon after the page has come was meant for the page before.
  var CALM = 300;
  // The server answers a form sent twice as it did the first time; after this it may be sent again.
  var PATIENCE = 10000;
  var STORE = "sunlit-keys";
  var STOPS = ".voice-row input[type=radio], summary, button:enabled";
  var FIELDS = "input:not([type=hidden]), select, textarea";
  var GO = "[data-go] input:not([type=hidden]), [data-go] button:enabled, [data-go] a";
  var help = document.querySelector(".keys");
  var shown = performance.now();
  var untouched = true;
  var sent = false;

  function typing(place) {
    return place.matches("textarea, input:not([type=radio]):not([type=checkbox])");
  }

  function on() {
    return Boolean(help) && window.localStorage.getItem(STORE) !== "off";
  }

  function focus(place) {
    if (place) {
      place.focus();
    }
  }

  // The form in which the digits choose: of the line with the focus, else of whose turn it is.
  function row(place) {
    var form = place.closest("form");
    var line = place.closest(".voice");
    if (form) {
      return form.matches(".voice-row") ? form : null;
    }
    return (line && line.querySelector(".voice-row")) || document.querySelector(".voice-next .voice-row");
  }

  function choose(place, number) {
    var form = row(place);
    var radio = form && form.querySelectorAll("input[type=radio]")[number - 1];
    if (radio) {
      radio.checked = true;
      radio.focus();
    }
  }

  function walk(place, by) {
    var lines = Array.prototype.filter.call(document.querySelectorAll(".voice"), function (line) {
      return line.querySelector(STOPS);
    });
    var at = lines.indexOf(place.closest(".voice"));
    if (lines.length) {
      focus(lines[(at + by + lines.length) % lines.length].querySelector(STOPS));
    }
  }

  function raise() {
    var hands = document.querySelector(".hands");
    if (hands) {
      hands.open = true;
      focus(hands.querySelector("input[type=checkbox]"));
    }
  }

  // Words are kept word for word: before the choice is sent they are asked for.
  function wordless(place) {
    var form = place.matches(".voice-row input[type=radio]") ? place.form : null;
    var wordy = form && (form.getAttribute("data-wordy") || "").split(" ");
    var text = form && form.querySelector("textarea");
    var chosen = form && form.querySelector("input[type=radio]:checked");
    return text && chosen && !text.value.trim() && wordy.indexOf(chosen.value) >= 0 ? text : null;
  }

  function enter(event) {
    var place = event.target;
    var writes = place.matches("textarea");
    var sends = writes && event.ctrlKey;
    if (writes && !sends) {
      return;
    }
    if (event.repeat || (untouched && performance.now() - shown < CALM)) {
      event.preventDefault();
    } else if (sends) {
      event.preventDefault();
      place.form.requestSubmit();
    } else if (wordless(place)) {
      event.preventDefault();
      wordless(place).focus();
    }
  }

  function press(event) {
    var key = event.key;
    if (/^[1-4]$/.test(key)) {
      choose(event.target, Number(key));
    } else if (key === "5") {
      raise();
    } else if (key === "0") {
      focus(document.querySelector(GO));
    } else if (key === "+" || key === "=") {
      walk(event.target, 1);
    } else if (key === "-") {
      walk(event.target, -1);
    } else {
      return;
    }
    event.preventDefault();
  }

  document.addEventListener("keydown", function (event) {
    // With an input method open the key belongs to it.
    if (event.isComposing || event.keyCode === 229) {
      return;
    }
    if (event.key === "Enter") {
      enter(event);
      return;
    }
    untouched = false;
    var plain = !(event.ctrlKey || event.altKey || event.metaKey || event.repeat);
    if (plain && !sent && on() && !typing(event.target)) {
      press(event);
    }
  });

  document.addEventListener("submit", function (event) {
    var buttons = event.target.querySelectorAll("button[type=submit]");
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    window.setTimeout(function () {
      // Only now: a closed button would not send its own value.
      Array.prototype.forEach.call(buttons, function (button) {
        button.disabled = true;
      });
    }, 0);
    window.setTimeout(function () {
      sent = false;
      Array.prototype.forEach.call(buttons, function (button) {
        button.disabled = false;
      });
    }, PATIENCE);
  });

  // What is opened by hand goes on at its first field, unless whoever types has gone on already: this comes late.
  document.addEventListener(
    "toggle",
    function (event) {
      var opened = event.target;
      if (opened.open && document.activeElement === opened.querySelector("summary")) {
        focus(opened.querySelector(FIELDS));
      }
    },
    true,
  );

  function show() {
    var button = help.querySelector("button");
    document.documentElement.classList.toggle("keyed", on());
    button.textContent = button.getAttribute(on() ? "data-on" : "data-off");
  }

  if (help) {
    help.hidden = false;
    help.querySelector("button").addEventListener("click", function () {
      window.localStorage.setItem(STORE, on() ? "off" : "on");
      show();
    });
    show();
  }
})();
