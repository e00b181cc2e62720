interface Parameters {
  readonly operation?: string;
  readonly rulesFrom?: string;
  readonly teams?: { readonly values?: readonly { readonly name?: string }[] };
  readonly rules?: { readonly values?: readonly { readonly output?: string }[] };
  readonly waitOutputs?: string;
  readonly responseType?: string;
  readonly approvalOptions?: {
    readonly values?: {
      readonly approvalType?: string;
      readonly approveLabel?: string;
      readonly disapproveLabel?: string;
    };
  };
  readonly choices?: { readonly values?: readonly { readonly title?: string }[] };
}

/**
 * The outputs a node of these parameters has. Its text becomes an expression that the editor evaluates: nothing in
 * it may come from outside.
 */
export const configuredOutputs = (parameters: Parameters) => {
  const named = (names: (string | undefined)[]) =>
    names.map((displayName, index) => ({ type: 'main', displayName: displayName || `Output ${index + 1}` }));
  if (parameters.operation === 'route') {
    const values = parameters.rulesFrom === 'hub' ? parameters.teams?.values : parameters.rules?.values;
    const names: string[] = [];
    for (const value of values ?? []) {
      const name =
        (value as { name?: string; output?: string }).name ?? (value as { output?: string }).output ?? '';
      if (name && !names.includes(name)) names.push(name);
    }
    return named([...names, 'Default']);
  }
  if (parameters.operation === 'sendAndWait' && parameters.waitOutputs === 'each') {
    if (parameters.responseType === 'choice')
      return named(['No Answer', ...(parameters.choices?.values ?? []).map(({ title }) => title)]);
    const { approvalType, approveLabel, disapproveLabel } = parameters.approvalOptions?.values ?? {};
    const yes = approveLabel || 'Approve';
    return named(
      approvalType === 'single' ? ['No Answer', yes] : ['No Answer', yes, disapproveLabel || 'Decline'],
    );
  }
  return [{ type: 'main' }];
};
