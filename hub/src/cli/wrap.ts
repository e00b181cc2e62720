/** A text in lines of at most 80 characters; lines after the first are indented. A longer word stands alone. */
export const wrap = (text: string, indent = '', width = 80): string => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = width - (lines.length > 0 ? indent.length : 0);
    if (line !== '' && longer.length > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  return lines.join(`\n${indent}`);
};
