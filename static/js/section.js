/* Keeps what is typed into a section: at the portal, and on the device while that cannot be reached.
   The page works without this file; then the buttons do the same. */
(function () {
  "use strict";

  const form = document.getElementById("section-form");
  if (!form) return;
  const said = document.getElementById("kept");
  const key = "ve-section:" + form.dataset.reader + ":" + window.location.pathname;
  const WAIT = 3000;
  const RETRY = 20000;
  const OF_THE_PAGE = ["csrfmiddlewaretoken", "page", "do"];
  let timer = 0;
  let request = null;

  /* What is typed, without what belongs to this very page. */
  function typed() {
    const data = new URLSearchParams(new FormData(form));
    OF_THE_PAGE.forEach(function (name) { data.delete(name); });
    return data.toString();
  }
  let last = typed();

  function onDevice() {
    try { return JSON.parse(window.localStorage.getItem(key)); } catch (error) { return null; }
  }
  function keepOnDevice(isSubmitted) {
    const copy = { at: new Date().toISOString(), seen: form.elements.seen.value, body: typed(), isSubmitted: isSubmitted };
    try { window.localStorage.setItem(key, JSON.stringify(copy)); } catch (error) { /* no room: the portal has it */ }
  }
  function dropFromDevice() {
    try { window.localStorage.removeItem(key); } catch (error) { /* nothing was kept */ }
  }

  function later(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { send(typed()); }, wait);
  }

  /* Resolves to whether the portal has it now. */
  function send(body) {
    window.clearTimeout(timer);
    timer = 0;
    if (request) request.abort();
    request = new AbortController();
    const data = new URLSearchParams(body);
    OF_THE_PAGE.slice(0, 2).forEach(function (name) { data.set(name, form.elements[name].value); });
    return window.fetch(form.dataset.draft, {
      method: "POST", body: data, headers: { Accept: "application/json" }, redirect: "manual",
      signal: request.signal, keepalive: body.length < 50000,
    }).then(function (answer) {
      if (answer.status === 200 || answer.status === 413) return answer.json();
      keepOnDevice(false);
      said.textContent = answer.type === "opaqueredirect" ? form.dataset.out : form.dataset.refused;
      return null;
    }).then(function (answer) {
      if (!answer) return false;
      if (answer.refused) { said.textContent = answer.refused; keepOnDevice(false); return false; }
      last = body;
      dropFromDevice();
      said.textContent = form.dataset.kept + " " + answer.kept;
      return true;
    }).catch(function (error) {
      if (error.name === "AbortError") return false;
      keepOnDevice(false);
      said.textContent = form.dataset.lost;
      later(RETRY);
      return false;
    });
  }

  function changed() { if (typed() !== last) later(WAIT); }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", function () { if (typed() !== last) later(0); });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "hidden" || !timer) return;
    keepOnDevice(false);
    send(typed());
  });
  form.addEventListener("submit", function () {
    window.clearTimeout(timer);
    timer = 0;
    if (request) request.abort();
    keepOnDevice(true);
  });
  /* Rows that were added or removed are no more than on this page so far. */
  if ("changed" in form.dataset) later(WAIT);
  const discard = document.getElementById("discard-form");
  if (discard) discard.addEventListener("submit", dropFromDevice);

  /* What this device kept when the page was last left, unless it has arrived since. */
  const copy = onDevice();
  if (!copy) return;
  const isSaved = Number(form.dataset.mine) > Number(copy.seen);
  const hasArrived = copy.isSubmitted && ("arrived" in form.dataset || isSaved);
  const place = document.getElementById("local-copy");
  if (hasArrived || copy.body === last || !place) { dropFromDevice(); return; }
  document.getElementById("local-at").textContent = new Date(copy.at).toLocaleString(document.documentElement.lang);
  place.hidden = false;
  document.getElementById("local-use").addEventListener("click", function () {
    send(copy.body).then(function (isKept) { if (isKept) window.location.assign(window.location.pathname); });
  });
  document.getElementById("local-drop").addEventListener("click", function () {
    dropFromDevice();
    place.hidden = true;
  });
})();
