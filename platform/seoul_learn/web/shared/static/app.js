// What JavaScript adds to pages that work without it.
import { createAll, Button, Checkboxes, ErrorSummary, Radios, SkipLink } from "./vendor/govuk.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, Checkboxes, ErrorSummary, Radios, SkipLink]) {
  createAll(component);
}

// Menus close when the reader goes elsewhere, and on Escape with the focus back on their button.
const menus = document.querySelectorAll("details[data-menu]");
document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
for (const menu of menus) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// A page whose only purpose is to hand the reader on does so by itself.
document.querySelector("form[data-hand-on]")?.requestSubmit();
