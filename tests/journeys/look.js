// What axe finds on this page, then with every menu open; and every open menu stays on the screen.
async () => {
  const rules = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] };
  const said = [];
  const look = async (where) => {
    const found = await axe.run(where, rules);
    for (const violation of found.violations) {
      for (const node of violation.nodes) said.push(`${violation.id}: ${node.html.slice(0, 200)}`);
    }
  };
  await look(document);
  const menus = [...document.querySelectorAll("details")].filter((one) => !one.open && one.checkVisibility());
  for (const menu of menus) {
    menu.open = true;
    const box = (menu.querySelector(".menu__box") ?? menu).getBoundingClientRect();
    if (box.left < 0 || box.right > window.innerWidth) said.push(`a menu leaves the screen: ${menu.outerHTML.slice(0, 200)}`);
    await look(menu);
    menu.open = false;
  }
  return said;
}
