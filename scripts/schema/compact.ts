/** JSON in which everything that fits into a line stands in one. */
export const compact = (value: unknown, width = 100, indent = '', taken = 0): string => {
  const line = oneLine(value);
  if (indent.length + taken + line.length <= width || typeof value !== 'object' || value === null)
    return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Array.isArray(value)
    ? value.map((item) => compact(item, width, inner, 1))
    : Object.entries(value).map(([name, item]) => {
        const key = `${JSON.stringify(name)}: `;
        return key + compact(item, width, inner, key.length + 1);
      });
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
};

const oneLine = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const parts = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${oneLine(item)}`);
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
};
