import { chance } from '../ids.ts';

const first =
  `Lucía Mateo Carmen Hugo Valeria Diego Sofía Álvaro Marta Iker Camila Emilia Joaquín Renata Bruno
  Noa Elena Pablo Olivia James Amelia Noah Grace Liam Ingrid Jonas Chiara Luca Inês Tiago Amina Yusuf`
    .split(/\s+/)
    .filter(Boolean);
const last = `García Navarro Ruiz Molina Ortega Vidal Castro Romero Herrera Fuentes Rojas Silva Almeida Costa
  Walker Bennett Hughes Foster Meyer Lindberg Rossi Bianchi Okafor Haddad`
  .split(/\s+/)
  .filter(Boolean);

const pick = (list: string[], share: number) => list[Math.floor(share * list.length)] ?? 'Alex';

/** A name for somebody new; the same number always gets the same one. */
export const nameFor = (address: string): string =>
  `${pick(first, chance('first', address))} ${pick(last, chance('last', address))}`;
