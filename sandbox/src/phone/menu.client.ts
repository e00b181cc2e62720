/// <reference lib="dom" />

// On a phone the menu is wider than the screen, and narrower still once the page says that it is live: it begins
// where one is. Not by `scrollIntoView`: Tab would begin behind what it shows.
const entry = document.querySelector<HTMLElement>('.top nav [aria-current]');
const menu = entry?.closest('nav');
if (entry && menu)
  new ResizeObserver(() => {
    menu.scrollLeft = entry.offsetLeft - menu.offsetLeft - (menu.clientWidth - entry.offsetWidth) / 2;
  }).observe(menu);
