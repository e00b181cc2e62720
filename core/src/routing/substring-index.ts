import type { Mark } from './text-index.ts';

interface Node {
  readonly next: Map<number, Node>;
  /** Where the search goes on when no character fits: the longest other beginning that ends here. */
  fallback?: Node;
  mark?: Mark;
  /** The next shorter entry that ends here too. */
  shorter?: Node;
}

/** Finds many parts in one reading of a text: Aho and Corasick, Communications of the ACM 18 (1975). */
export const createSubstringIndex = () => {
  const root: Node = { next: new Map() };
  let linked = true;

  const link = (): void => {
    const queue: Node[] = [];
    for (const child of root.next.values()) {
      child.fallback = root;
      delete child.shorter;
      queue.push(child);
    }
    for (let at = 0; at < queue.length; at += 1) {
      const node = queue[at] as Node;
      for (const [character, child] of node.next) {
        let back = node.fallback;
        while (back && !back.next.has(character)) back = back.fallback;
        const fallback = back?.next.get(character) ?? root;
        child.fallback = fallback;
        const shorter = fallback.mark ? fallback : fallback.shorter;
        if (shorter) child.shorter = shorter;
        queue.push(child);
      }
    }
    linked = true;
  };

  return {
    add: (plain: string, entry: string, group: number): void => {
      let node = root;
      for (let index = 0; index < plain.length; index += 1) {
        const character = plain.charCodeAt(index);
        let next = node.next.get(character);
        if (!next) {
          next = { next: new Map() };
          node.next.set(character, next);
        }
        node = next;
      }
      node.mark ??= { entry, groups: [], seen: 0 };
      node.mark.groups.push(group);
      linked = false;
    },
    scan: (plain: string, hit: (mark: Mark) => void): void => {
      if (root.next.size === 0) return;
      if (!linked) link();
      let node = root;
      for (let index = 0; index < plain.length; index += 1) {
        const character = plain.charCodeAt(index);
        while (node !== root && !node.next.has(character)) node = node.fallback ?? root;
        node = node.next.get(character) ?? root;
        for (let end: Node | undefined = node; end; end = end.shorter) if (end.mark) hit(end.mark);
      }
    },
  };
};
