/** Words that YAML 1.1 or 1.2 would read as something else. */
const reserved = /^(?:true|false|yes|no|on|off|y|n|null|~)$/i;
const plain = /^[\p{L}_][\p{L}\p{N}_ /-]*$/u;

const scalar = (value: unknown): string => {
  if (typeof value !== 'string') return JSON.stringify(value);
  return plain.test(value) && !reserved.test(value) && value === value.trim() ? value : JSON.stringify(value);
};

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null || isEmpty(value);
const short = (list: readonly unknown[]): boolean =>
  list.every(isScalar) && list.map(scalar).join(', ').length < 72;

/** JSON as YAML that people would write: blocks, with short lists on one line. */
export const yamlOf = (value: unknown, indent = ''): string => {
  if (Array.isArray(value) && value.length > 0)
    return value
      .map((one) => {
        const inner = `${indent}  `;
        if (isScalar(one) || Array.isArray(one)) return `${indent}- ${flow(one)}`;
        return `${indent}- ${yamlOf(one, inner).slice(inner.length)}`;
      })
      .join('\n');
  if (isScalar(value)) return indent + (isEmpty(value) ? JSON.stringify(value) : scalar(value));
  return Object.entries(value as object)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => {
      const name = `${indent}${scalar(key)}:`;
      if (isScalar(one) || (Array.isArray(one) && short(one))) return `${name} ${flow(one)}`;
      return `${name}\n${yamlOf(one, `${indent}  `)}`;
    })
    .join('\n');
};

const flow = (value: unknown): string => {
  if (Array.isArray(value))
    return `[${value.map((one) => (isScalar(one) ? flowScalar(one) : JSON.stringify(one))).join(', ')}]`;
  return isEmpty(value) ? JSON.stringify(value) : scalar(value);
};
const flowScalar = (value: unknown): string => (isEmpty(value) ? JSON.stringify(value) : scalar(value));
