/// <reference lib="dom" />

type Child = Node | string | undefined | null | false;
type Properties = Readonly<Record<string, unknown>>;

/** An element. `class`, `on…` listeners, `aria-*` and attributes by name; text is always text. */
export const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value as EventListener);
    else if (name === 'class') element.className = String(value);
    else if (value === true) element.setAttribute(name, '');
    else element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter(isShown));
  return element;
};

const isShown = (child: Child): child is Node | string =>
  child !== undefined && child !== null && child !== false && child !== '';

export const $ = <T extends HTMLElement = HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return found as T;
};

export const fill = (element: Element, ...children: readonly (Child | readonly Child[])[]): void =>
  element.replaceChildren(...children.flat().filter(isShown));

/** Makes `parent`'s children these, moving and removing as few as possible, so that nothing flickers or loses focus. */
export const arrange = (parent: Element, wanted: readonly Element[]): void => {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const child of wanted) {
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
};

const dataOf = <T>(id: string): T => JSON.parse(document.getElementById(id)?.textContent || '{}') as T;

const words = dataOf<Record<string, string>>('words');
export const facts = dataOf<Record<string, string | boolean>>('facts');
export const language = document.documentElement.lang;
/** Some systems hand their own names to the browser, such as `en-US@posix`: whatever of Intl is given one throws. */
export function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
}

/**
 * The language with the region the browser prefers: `en-GB` writes 14:05 where `en` writes 2:05 PM. Every time and
 * number of a page is written by it.
 */
export const locale =
  navigator.languages.find((one) => one.startsWith(language) && isLocale(one)) ?? language;

/** The word in the page's language; `{name}` is filled in. */
export const t = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** `key.one` or `key.other` by the number. */
export const plural = (key: string, n: number): string =>
  t(`${key}.${new Intl.PluralRules(language).select(n) === 'one' ? 'one' : 'other'}`, { n });

export const hasWord = (key: string): boolean => key in words;

let pressed = false;
const later = new Set<() => void>();
const release = (): void => {
  setTimeout(() => {
    pressed = false;
    const due = [...later];
    later.clear();
    for (const work of due) work();
  });
};
addEventListener(
  'pointerdown',
  () => {
    pressed = true;
  },
  true,
);
addEventListener('pointerup', release, true);
addEventListener('pointercancel', release, true);

/** Draws now, or once the pointer is up again: what is replaced while it is pressed loses its click. */
export const calmly = (draw: () => void): void => {
  if (pressed) later.add(draw);
  else draw();
};
