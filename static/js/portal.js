/* Progressive extras. Every page works without this file. */
(function () {
  "use strict";

  /* A confirmation opens as a true modal (focus stays inside) where the browser has one. */
  document.addEventListener("click", function (event) {
    const button = event.target.closest("button[popovertarget]");
    if (!button) return;
    const dialog = document.getElementById(button.getAttribute("popovertarget"));
    if (!dialog || dialog.nodeName !== "DIALOG" || !dialog.showModal) return;
    event.preventDefault();
    if (button.getAttribute("popovertargetaction") === "hide") dialog.close();
    else if (!dialog.open) dialog.showModal();
  });

  /* Menus close on Escape and on a click elsewhere. */
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* <input data-filter="#list">: hides the rows of a list that do not hold the words typed. */
  document.addEventListener("input", function (event) {
    const input = event.target.closest("[data-filter]");
    if (!input) return;
    const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    document.querySelectorAll(input.dataset.filter + " [data-filter-row]").forEach(function (row) {
      const text = row.textContent.toLocaleLowerCase();
      row.hidden = !words.every(function (word) { return text.includes(word); });
      if (!row.hidden) shown += 1;
    });
    const count = document.querySelector(input.dataset.filter + "-count");
    if (count) count.textContent = String(shown);
  });
})();
