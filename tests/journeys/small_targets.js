// Whatever is pressed by itself and is lower than 44 px. Links within sentences may be.
() => {
  const pressed = "button, summary, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox]), "
    + "a.govuk-button, .links a, .nav a, .trail a, .foot a, .back-link, .action-link, .tool, .todo";
  return [...document.querySelectorAll(pressed)]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0)
    .filter((one) => one.getBoundingClientRect().height < 43.5)
    .map((one) => `${Math.round(one.getBoundingClientRect().height)} px: ${one.outerHTML.slice(0, 120)}`);
}
