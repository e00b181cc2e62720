/** Limits of Slack's messages and views, as published. https://docs.slack.dev/reference/block-kit/blocks */
interface Block {
  readonly type: string;
  readonly block_id?: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly fields?: readonly { readonly type: string; readonly text: string }[];
  readonly elements?: readonly Element[];
  readonly element?: Element;
  readonly label?: { readonly type: string; readonly text: string };
}
interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly text?: unknown;
  readonly value?: string;
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
  readonly elements?: readonly Element[];
  readonly style?: unknown;
  readonly url?: string;
}

/** What Slack would refuse, in words; empty when it takes the blocks. */
export const problemsOfBlocks = (blocks: readonly Block[], most = 50): string[] => {
  const problems: string[] = [];
  const check = (holds: boolean, what: string) => void (holds || problems.push(what));
  check(blocks.length <= most, `more than ${most} blocks`);
  const ids = new Set<string>();
  for (const [at, block] of blocks.entries()) {
    const here = `block ${at} (${block.type})`;
    if (block.block_id) {
      check(!ids.has(block.block_id), `${here}: block_id twice`);
      ids.add(block.block_id);
    }
    switch (block.type) {
      case 'section':
        check(block.text !== undefined || block.fields !== undefined, `${here}: neither text nor fields`);
        if (block.text) check(length(block.text.text, 1, 3000), `${here}: text of ${block.text.text.length}`);
        check((block.fields ?? []).length <= 10, `${here}: more than 10 fields`);
        for (const field of block.fields ?? [])
          check(length(field.text, 1, 2000), `${here}: field of ${field.text.length}`);
        break;
      case 'context':
        check(length(block.elements ?? [], 1, 10), `${here}: ${block.elements?.length} elements`);
        for (const element of block.elements ?? [])
          check(
            element.type === 'image' || length(String(element.text), 1, 2000),
            `${here}: text of ${String(element.text).length}`,
          );
        break;
      case 'actions':
        check(length(block.elements ?? [], 1, 25), `${here}: ${block.elements?.length} elements`);
        problems.push(...actionProblems(block.elements ?? [], here));
        break;
      case 'header':
        check(length(block.text?.text ?? '', 1, 150), `${here}: text`);
        break;
      case 'rich_text':
        problems.push(...richProblems(block.elements ?? [], here));
        break;
      case 'input':
        check(
          block.element !== undefined && length(block.label?.text ?? '', 1, 2000),
          `${here}: label or element missing`,
        );
        if (block.element) problems.push(...actionProblems([block.element], here));
        break;
      case 'divider':
      case 'image':
        break;
      default:
        problems.push(`${here}: no such block`);
    }
  }
  return problems;
};

const length = (value: string | readonly unknown[], least: number, most: number): boolean =>
  value.length >= least && value.length <= most;

const actionProblems = (elements: readonly Element[], here: string): string[] => {
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const element of elements) {
    if (element.action_id) {
      if (ids.has(element.action_id)) problems.push(`${here}: action_id ${element.action_id} twice`);
      ids.add(element.action_id);
      if (element.action_id.length > 255) problems.push(`${here}: action_id too long`);
    }
    if (element.type === 'button') {
      const label = (element.text as { text?: string } | undefined)?.text ?? '';
      if (!length(label, 1, 75)) problems.push(`${here}: button text of ${label.length}`);
      if ((element.value ?? '').length > 2000) problems.push(`${here}: button value too long`);
    }
    if (element.type === 'overflow' && !length(element.options ?? [], 1, 5))
      problems.push(`${here}: overflow options`);
    if (
      element.type.endsWith('select') &&
      element.type.startsWith('static') &&
      !length(element.options ?? [], 1, 100)
    ) {
      problems.push(`${here}: ${element.options?.length} options`);
    }
    for (const option of element.options ?? []) {
      if (!length(option.text.text, 1, 75))
        problems.push(`${here}: option text of ${option.text.text.length}`);
      if (!length(option.value, 1, 150)) problems.push(`${here}: option value of ${option.value.length}`);
    }
  }
  return problems;
};

const richElements = new Set([
  'rich_text_section',
  'rich_text_quote',
  'rich_text_preformatted',
  'rich_text_list',
]);

const richProblems = (elements: readonly Element[], here: string): string[] => {
  const problems = elements.length === 0 ? [`${here}: empty`] : [];
  for (const element of elements) {
    if (!richElements.has(element.type)) problems.push(`${here}: ${element.type} in rich text`);
    for (const inner of element.elements ?? []) {
      if (inner.type === 'text' && (typeof inner.text !== 'string' || inner.text === ''))
        problems.push(`${here}: empty text`);
      if (inner.type === 'link' && !inner.url) problems.push(`${here}: link without url`);
    }
  }
  return problems;
};
