/** One thing a waiting message can be answered with. */
export interface Answer {
  readonly title: string;
  /** What the resume address carries. */
  readonly query: Readonly<Record<string, string>>;
  /** Absent where there is more to choose than yes and no. */
  readonly approved?: boolean;
}

interface ApprovalOptions {
  readonly values?: {
    readonly approvalType?: 'single' | 'double';
    readonly approveLabel?: string;
    readonly disapproveLabel?: string;
  };
}

/** What the parameters offer, in the order of the buttons. */
export const answersOf = (read: (name: string, fallback?: unknown) => unknown): Answer[] => {
  if (read('responseType', 'approval') !== 'choice') {
    const { values = {} } = read('approvalOptions', {}) as ApprovalOptions;
    const yes: Answer = {
      title: values.approveLabel || 'Approve',
      query: { approved: 'true' },
      approved: true,
    };
    if (values.approvalType === 'single') return [yes];
    const title = values.disapproveLabel || 'Decline';
    return [yes, { title, query: { approved: 'false' }, approved: false }];
  }
  const { values = [] } = read('choices', {}) as { values?: readonly { readonly title?: string }[] };
  return values.map(({ title }, index) => ({ title: String(title ?? ''), query: { choice: String(index) } }));
};

/** The answer that a resume address stands for. */
export const answerFor = (
  answers: readonly Answer[],
  query: Readonly<Record<string, unknown>>,
): { readonly answer: Answer; readonly index: number } | undefined => {
  const index = answers.findIndex((each) =>
    Object.entries(each.query).every(([name, value]) => query[name] === value),
  );
  const answer = answers[index];
  return answer && { answer, index };
};
