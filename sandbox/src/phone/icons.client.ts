/// <reference lib="dom" />

const svg = 'http://www.w3.org/2000/svg';

const shapes = {
  tick: ['M4.5 12.5l5 5 10-11'],
  ticks: ['M1.5 12.5l5 5 9-11', 'M10.5 16.5l1 1 10-11'],
  clock: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M12 7v5l3 2'],
  alert: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M12 7.5v5.5', 'M12 16.4v.1'],
  question: [
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
    'M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7',
    'M12 16.6v.1',
  ],
  send: ['M4 12l16-8-6 17-3-7z', 'M11 14l9-10'],
  plus: ['M12 5v14', 'M5 12h14'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  reply: ['M9 7L4 12l5 5', 'M4 12h10a6 6 0 0 1 6 6v1'],
  image: ['M4 5h16v14H4z', 'M4 16l5-5 4 4 3-3 4 4', 'M15.5 9.5v.1'],
  video: ['M3 6h12v12H3z', 'M15 11l6-4v10l-6-4'],
  audio: [
    'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3z',
    'M5.5 11a6.5 6.5 0 0 0 13 0',
    'M12 17.5V21',
  ],
  document: ['M6 3h8l4 4v14H6z', 'M14 3v4h4', 'M9 12h6', 'M9 16h6'],
  sticker: ['M4 4h16v9l-7 7H4z', 'M20 13h-7v7'],
  location: [
    'M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21z',
    'M12 7.5a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z',
  ],
  person: ['M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z', 'M4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5'],
  people: [
    'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
    'M2.5 19.5c.7-3.2 3.2-4.8 6.5-4.8s5.8 1.6 6.5 4.8',
    'M15.5 5.4a3.2 3.2 0 0 1 0 6.2',
    'M18 15.2c1.8.7 3 2.1 3.5 4.3',
  ],
  list: ['M9 6h11', 'M9 12h11', 'M9 18h11', 'M4.5 6v.1', 'M4.5 12v.1', 'M4.5 18v.1'],
  link: ['M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1', 'M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1'],
  template: ['M4 4h16v16H4z', 'M4 9h16', 'M9 9v11'],
  tap: [
    'M9 11V5.5a1.5 1.5 0 0 1 3 0V11',
    'M12 10.5a1.5 1.5 0 0 1 3 0V12a1.5 1.5 0 0 1 3 0v3c0 3-2 5.5-5 5.5-2.6 0-4-1-5.2-3L6 13.8c-.6-1.3 1-2.3 2-1.3l1 1.2',
  ],
  smile: [
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
    'M8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2',
    'M9 9.5v.1',
    'M15 9.5v.1',
  ],
  chat: ['M4 5h16v11H10l-5 4v-4H4z', 'M8.5 10.5v.1', 'M12 10.5v.1', 'M15.5 10.5v.1'],
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z', 'M15.5 15.5L20 20'],
  back: ['M15 5l-7 7 7 7'],
  down: ['M12 5v14', 'M6 13l6 6 6-6'],
  up: ['M12 19V5', 'M6 11l6-6 6 6'],
  lock: ['M6 11h12v9H6z', 'M8.5 11V8a3.5 3.5 0 0 1 7 0v3'],
  more: [
    'M4.6 12a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0',
    'M11.1 12a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0',
    'M17.6 12a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0',
  ],
  check: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M8 12.4l2.8 2.8L16 9.6'],
  merge: ['M6 4v4c0 4 6 4 6 8v4', 'M18 4v4c0 4-6 4-6 8'],
  download: ['M12 4v11', 'M7 11l5 5 5-5', 'M5 20h14'],
  filter: ['M4 6h16', 'M7 12h10', 'M10 18h4'],
  flag: ['M6 21V4', 'M6 5h11l-2.5 4L17 13H6'],
  info: ['M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z', 'M12 11v5.5', 'M12 7.6v.1'],
  pause: ['M8 5v14', 'M16 5v14'],
  play: ['M7 4.5v15l12-7.5z'],
  chevron: ['M9 6l6 6-6 6'],
  phone: [
    'M6 3h4l1.5 5-2.5 1.5a11 11 0 0 0 5.5 5.5L16 12.5l5 1.5v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z',
  ],
  bin: ['M5 7h14', 'M9 7V4h6v3', 'M7 7l1 13h8l1-13'],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof shapes;

/** A line drawing of 24 by 24; says nothing to a screen reader, so put words beside it. */
export const icon = (name: IconName, className = ''): SVGSVGElement => {
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('viewBox', '0 0 24 24');
  element.setAttribute('class', `icon ${className}`.trim());
  element.setAttribute('aria-hidden', 'true');
  for (const shape of shapes[name]) {
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', shape);
    element.append(path);
  }
  return element;
};
